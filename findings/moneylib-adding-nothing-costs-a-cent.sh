#!/usr/bin/env bash
# PyPI moneylib 0.1.1: 0.29 and nothing are 0.28, and 19.99 is 19.98.
#
# The amount is kept in cents, an exact number, but each operation divides by a hundred and makes cents of it once more: the float is
# multiplied by a hundred and what follows the point is cut off. 29 / 100 * 100 is 28.999999999999996, so adding nought or
# multiplying by one takes a cent, and 19.99 is 19.98 from the start, as 573 of the ten thousand prices below a hundred lose
# theirs. By arithmetic, and by Python's own Decimal, none does.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check moneylib==0.1.1
cat >"$work/seen.py" <<'PY'
import sys
from decimal import Decimal

from money.money import Currency, Money

def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


dollar = Currency("Dollar", "USD", 2)
nothing = Money(0, dollar)
expect("19.99", str(Money("19.99", dollar).amount), "19.98")

money = Money("0.291", dollar)
expect("29 cents and a tenth", int(money), 29)
expect("and nothing", int(money + nothing), 28)
expect("once", int(money * 1), 28)

prices = [f"{cents // 100}.{cents % 100:02}" for cents in range(10000)]
expect("prices that lose a cent", sum(int(Money(price, dollar)) < int(Decimal(price) * 100) for price in prices), 573)
PY
"$work/env/bin/python" "$work/seen.py"
