#!/usr/bin/env bash
# PyPI vat-format-checker 0.0.4 (with python-stdnum 2.1): no self-employed Spaniard, no Irish firm since 2013 and no Finnish one with a 0 at the end has a VAT number.
#
# A Spaniard's tax number is eight figures and a letter, a foreigner's begins with X, Y or Z, and the letter is chosen by the number modulo 23
# (Real Decreto 1065/2007, art. 19 and 20; the same in the EU's "VIES-VAT validation routines", which the README names). Here nothing is valid that begins with a
# figure and ends in a letter, although the code for it follows below. For foreigners it is the sum of the figures that is taken modulo 23, so
# that X1234567L is refused and X1234567M is right; of the right numbers one in 23 passes, as of any. A Finnish number ends in 0 where the
# weighted sum is divisible by 11; then validate() comes to no end and gives back None, so one firm in ten is refused. Irish numbers have
# had two letters at the end since 2013 (1234567FA); the routines of version 15 know them, the package does not.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check vat-format-checker==0.0.4 python-stdnum==2.1
cat >"$work/seen.py" <<'PY'
import sys

from pyVat.api import Validator
from stdnum.es import nif
from stdnum.fi import alv
from stdnum.ie import vat

LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def both(number, module):
    return Validator(number).validate(), module.is_valid(number[2:])


def accepted(numbers, module):
    numbers = [number for number in numbers if module.is_valid(number[2:])]
    return sum(Validator(number).validate() is True for number in numbers), len(numbers)


expect("a Spaniard", both("ES12345678Z", nif), (False, True))
expect("a foreigner", both("ESX1234567L", nif), (False, True))
expect("with another letter", both("ESX1234567M", nif), (True, False))
expect("a Spanish firm", both("ESA13585625", nif), (True, True))
expect("Spaniards", accepted([f"ES{number:08d}{LETTERS[number % 23]}" for number in range(10000000, 99999999, 90001)], nif), (0, 1000))
expect("foreigners", accepted([f"ESX{number:07d}{LETTERS[number % 23]}" for number in range(1000000, 9999999, 9001)], nif), (43, 1000))
finnish = [f"FI{number:08d}" for number in range(10000000, 10040000)]
zero, other = [number for number in finnish if number[-1] == "0"], [number for number in finnish if number[-1] != "0"]
right = next(number for number in zero if alv.is_valid(number[2:]))
expect("a Finnish firm with 0 at the end", (Validator(right).validate(), right), (None, "FI10000020"))
expect("Finnish firms with 0 at the end", accepted(zero, alv), (0, 364))
expect("Finnish firms with another figure", accepted(other, alv), (3272, 3272))
expect("Ireland before", both("IE6433435F", vat), (True, True))
expect("Ireland since", both("IE1234567FA", vat), (False, True))
PY
"$work/env/bin/python" "$work/seen.py"
