#!/usr/bin/env bash
# PyPI amort 0.22.1 (with pandas 2.3.3): after the first payment of 106.62 on a loan of 1200.00 at 12 % 1093.38 are left, and 1105.38 at once.
#
# ending_balances() is, by its own words, "the ending balance after each monthly payment by subtracting the principal portion of the
# monthly payment from the beginning balance". It subtracts the payment with the interest in it, so that no balance at the end of a
# month is the one at the beginning of the next: the interest of the month is forgiven on one line and owed on the next. In the last
# month the payment is what was owed at its beginning, without that month's interest, though the column of interest has it: 1278.37
# are paid and 1279.42 owed, and of 500,000 at 4 % over ten years the last payment lacks 16.82. Counted here by a schedule of our
# own, which ends at nothing with equal payments. (The command's table wants a pandas of 2018; these are the columns that it
# prints.)
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps amort==0.22.1 pandas==2.3.3 numpy==2.3.5 click==8.3.0 python-dateutil==2.9.0.post0 pytz==2025.2 tzdata==2025.2 six==1.17.0
cat >"$work/seen.py" <<'PY'
import sys
from decimal import Decimal

from amort.commandline import Amortization


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def cents(*amounts):
    return [str(Decimal(one).quantize(Decimal("0.01"))) for one in amounts]


loan = Amortization(1200, 12, 1, 12)
begin, end = loan.beginning_balances(), loan.ending_balances()
expect("the payment", cents(loan.monthly_payment()), ["106.62"])
expect("three balances at the end", cents(*end[:3]), ["1093.38", "998.76", "903.20"])
expect("and at the next beginning", cents(*begin[1:4]), ["1105.38", "1009.82", "913.30"])
expect("ends that are the next beginning", sum(one == other for one, other in zip(cents(*end), cents(*begin[1:]))), 0)
paid, interest = sum(loan.monthly_payments()), sum(loan.interest_payments())
expect("paid, and owed with interest", cents(paid, 1200 + interest), ["1278.37", "1279.42"])
expect("the last payment", cents(loan.monthly_payments()[-1]), ["105.56"])
owed = Decimal(1200)
for _ in range(12):
    owed = owed * Decimal("1.01") - loan.monthly_payment()
expect("left by twelve equal payments", cents(abs(owed)), ["0.00"])
large = Amortization(500000, 4, 10, 12)
expect("what the last payment of 500,000 lacks", cents(large.monthly_payment() - large.monthly_payments()[-1]), ["16.82"])
PY
"$work/env/bin/python" "$work/seen.py"
