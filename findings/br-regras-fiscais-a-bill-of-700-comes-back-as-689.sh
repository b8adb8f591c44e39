#!/usr/bin/env bash
# PyPI br-regras-fiscais 0.2.0: of a bill of R$ 700.00 a customer pays 656.95, and for that payment the bill was R$ 688.99, of which 646.62 are paid.
#
# Who pays for services in Brazil withholds 1.5 % income tax and 4.65 % PIS, COFINS and CSLL, but neither where it is R$ 10.00 or less (Lei 9.430/1996, art. 67;
# Lei 10.833/2003, art. 31, par. 3). tax_dict() works that out from the bill, and original_nota_value() works back from
# the payment to the bill, by the README. It asks whether 10 reais are reached by the percentage of what was paid instead of what was billed,
# so that of bills just above the limit the income tax is not added again. From 667 to 676 reais a smaller bill without the tax has the same
# payment and there is no telling which one it was; from 677 to 710 there is only one bill with that payment, and what is given
# back is another one, above the limit too, that pays less. Whoever matches payments with open bills by it finds none for these.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps br-regras-fiscais==0.2.0
cat >"$work/seen.py" <<'PY'
import sys
from decimal import Decimal

from br_regras_fiscais.taxes_calc import original_nota_value, tax_dict


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def paid(bill):
    return bill - tax_dict(bill).sum_taxes


def told(text):
    payment = paid(Decimal(text))
    bill = original_nota_value(payment)
    return str(payment), str(bill), str(paid(bill))


expect("a bill of 1000.00", told("1000.00"), ("938.50", "1000.00", "938.50"))
expect("a bill of 600.00", told("600.00"), ("572.10", "600.00", "572.10"))
expect("a bill of 670.00", told("670.00"), ("628.79", "659.45", "628.79"))
expect("a bill of 700.00", told("700.00"), ("656.95", "688.99", "646.62"))
wrong = [bill for bill in range(100, 1001) if abs(paid(original_nota_value(paid(Decimal(bill)))) - paid(Decimal(bill))) > Decimal("0.05")]
expect("bills for which another payment is due", (wrong[0], wrong[-1], len(wrong)), (677, 710, 34))
same = [cents for cents in range(60000, 80000) if paid(Decimal(cents) / 100) == Decimal("656.95")]
expect("bills of which 656.95 are paid", same, [70000])
PY
"$work/env/bin/python" "$work/seen.py"
