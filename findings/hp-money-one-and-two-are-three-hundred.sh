#!/usr/bin/env bash
# PyPI hp-money 1.1.2: 1.00 and 2.00 dollars are 300 dollars.
#
# An amount is kept in cents, with the accuracy of its currency, and standard_value gives it in dollars. A sum, a difference, what is
# left without its sign and its negative are made from the cents with an accuracy of 1, so their standard_value is the number of
# cents: 1.00 + 2.00 is 300, and yen, which have no cents, are right. Amounts themselves go the other way: 1.00 + 2.00 is
# 30000 cents, since the cents are taken for dollars and made cents once more.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check hp-money==1.1.2
cat >"$work/seen.py" <<'PY'
import sys

from hp_money import Money
from hp_money.amount import Amount
from hp_money.currency import Currency

def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


dollar, yen = Currency("USD", "840", 100), Currency("JPY", "392", 1)


def value(money):
    return str(money.amount.standard_value)


one, two = (Money(currency=dollar, amount=amount) for amount in ("1.00", "2.00"))
expect("1.00", value(one), "1.00")
expect("1.00 + 2.00", value(one + two), "300")
expect("2.00 - 1.00", value(two - one), "100")
expect("2.00 without its sign", value(abs(two)), "200")
expect("1 yen + 2 yen", value(Money(currency=yen, amount="1") + Money(currency=yen, amount="2")), "3")
expect("amounts: 1.00 + 2.00", str(Amount("1.00") + Amount("2.00")), "30000")
PY
"$work/env/bin/python" "$work/seen.py"
