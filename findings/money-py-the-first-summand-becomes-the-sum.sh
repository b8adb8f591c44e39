#!/usr/bin/env bash
# PyPI money.py 1.0.2: after total = price + freight the price is the total.
#
# Each operator changes the amount on its left and gives that one back, so a sum, a difference and a product are not new amounts. Of 10.00,
# 5.00 and 1.00 the two totals price + freight and price + tax are both 16.00, for they are one and the same object. What is owed
# loses its sign below one: five cents that are owed are shown as 0.5 EUR. The README has a += b, where that is meant.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check money.py==1.0.2
cat >"$work/seen.py" <<'PY'
import sys

from moneypy import EUR_CURRENCY, Money

def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


price, freight, tax = (Money(EUR_CURRENCY, cents) for cents in (1000, 500, 100))
with_freight = price + freight
expect("price + freight", with_freight.amount, 1500)
expect("the price", price.amount, 1500)
with_tax = price + tax
expect("price + tax", with_tax.amount, 1600)
expect("price + freight, asked again", with_freight.amount, 1600)
half = price // 2
expect("half of it, and the price", (half.amount, price.amount), (800, 800))
expect("owed", [str(Money(EUR_CURRENCY, cents)) for cents in (-5, 5, 50)], ["0.5 EUR", "0.5 EUR", "0.50 EUR"])
PY
"$work/env/bin/python" "$work/seen.py"
