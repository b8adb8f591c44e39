#!/usr/bin/env bash
# PyPI currint 2.0.0: 100.00 dollars at 150 yen a dollar are 1,500,000 yen.
#
# The package counts in minor units and knows how many each currency has: 100.00 dollars are 10000 cents, and 100 yen are 100. Its
# convert_currency multiplies the cents by the rate and takes the product for yen. Dinars with their thousand fils go the other way:
# at 0.307 dinars, 100.00 dollars are 3.070 of them instead of 30.700. Euros, with two decimals on both sides, are right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check currint==2.0.0 six==1.17.0
cat >"$work/seen.py" <<'PY'
import sys
from decimal import Decimal

from currint.amount import Amount

def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def converted(code, amount, to, rate):
    return str(Amount.from_code_and_major(code, amount).convert_currency(to, Decimal(rate)))


expect("100.00 dollars at 0.92 euros", converted("USD", "100.00", "EUR", "0.92"), "92.00 EUR")
expect("100.00 dollars at 150 yen", converted("USD", "100.00", "JPY", "150"), "1500000 JPY")
expect("15000 yen at a 150th", converted("JPY", "15000", "USD", "0.00666667"), "1.00 USD")
expect("100.00 dollars at 0.307 dinars", converted("USD", "100.00", "KWD", "0.307"), "3.070 KWD")
expect("10.000 dinars at 3.25 dollars", converted("KWD", "10.000", "USD", "3.25"), "325.00 USD")
PY
"$work/env/bin/python" "$work/seen.py"
