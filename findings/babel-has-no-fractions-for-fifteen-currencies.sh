#!/usr/bin/env bash
# PyPI babel 2.19.0 with iso4217 1.16.20260101: fifteen currencies are printed without the decimals that ISO 4217 gives them.
#
# format_currency() takes the number of decimals from the currency, and that from CLDR, which tells how many are in use and
# not how many there are: none for Hungary's, Colombia's, Indonesia's and twelve more currencies, of which Iraq's has three.
# Three lines of 100.40 forint of an invoice are printed as 100 each, and their sum as 301; 1.500 dinars of Iraq become 2.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check babel==2.19.0 iso4217==1.16.20260101
cat >"$work/seen.py" <<'PY'
import sys
from decimal import Decimal

from babel.numbers import format_currency, get_currency_precision
from iso4217 import Currency


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def told(amount, currency):
    return format_currency(Decimal(amount), currency, locale="en_US")


expect("lines and sum", [told(one, "HUF") for one in ("100.40", "100.40", "100.40", "301.20")],
       ["HUF100", "HUF100", "HUF100", "HUF301"])
expect("dinars", [told("1.500", "IQD"), told("1.500", "KWD")], ["IQD2", "KWD1.500"])
fewer = [one.code for one in Currency if one.exponent and get_currency_precision(one.code) < one.exponent]
expect("fewer than ISO 4217", sorted(fewer), [
    "AFN", "ALL", "COP", "HUF", "IDR", "IQD", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK", "SOS", "SYP", "YER",
])
PY
"$work/env/bin/python" "$work/seen.py"
