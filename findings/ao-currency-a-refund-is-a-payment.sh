#!/usr/bin/env bash
# PyPI ao-currency 0.1.0: 2.500 kwanzas are two and a half, and what it has written for a refund it reads as a payment.
#
# The package is for Angola's money and writes it "in the bank's form": a dot between thousands, a comma before cents,
# -1.500,50 Kz. What it reads is first freed of all but digits, dots and commas, and the sign is none of them: its own
# "-1.500,50 Kz" is 1500.50. With a comma in the text the dots are thousands, as they should be; without one, as whole
# amounts are written, the dot is taken for a decimal point, and "Kz 2.500" is 2.50. "1.500.000" is an error. In words cents
# count as kwanzas on the way back: "mil kwanzas e cinquenta cêntimos", its own words for 1000.50, are 1050.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check ao-currency==0.1.0
cat >"$work/seen.py" <<'PY'
import sys
from decimal import Decimal

from ao_currency import AngolaMoeda


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def read(text):
    return f"{AngolaMoeda(text).valor:.2f}"


written = [AngolaMoeda(Decimal(amount)).formatar() for amount in ("1500.50", "-1500.50")]
expect("written", written, ["1.500,50 Kz", "-1.500,50 Kz"])
expect("read again", [read(text) for text in written], ["1500.50", "1500.50"])
expect("2.500 and 2.500,00", [read("Kz 2.500"), read("Kz 2.500,00")], ["2.50", "2500.00"])
words = AngolaMoeda(Decimal("1000.50")).por_extenso()
expect("1000.50 in words and back", (words, read(AngolaMoeda.de_extenso(words).valor)), ("Mil kwanzas e cinquenta cêntimos", "1050.00"))
PY
"$work/env/bin/python" "$work/seen.py"
