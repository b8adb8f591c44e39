#!/usr/bin/env bash
# PyPI gsone 0.1.0: a pallet's number has a digit too many, and an article's is marked as a pallet's.
#
# An SSCC, by which a pallet is told and booked in, has 18 digits: an extension digit, company prefix and serial number, and
# a check digit over the seventeen before it (GS1 General Specifications, section 2.2.1). Here prefix and number are filled up to
# seventeen, and the extension comes before these after the check digit was made: nineteen digits, of which a scanner takes
# eighteen behind (00) and has the last one left, and whose check digit is the same for each extension. The functions for the
# numbers of articles put the same (00), of a pallet, before a GTIN of 8, 12, 13 and 14 digits, where (01) and fourteen
# digits belong (section 3.2), and an extension of 0 that a GTIN has not: what is scanned as a pallet is a bottle.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check gsone==0.1.0
cat >"$work/seen.py" <<'PY'
import sys

from gsone import gsone


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


pallet = gsone.get_barcode_sscc("4006381", "12345")
expect("a pallet", pallet, "(00)0400638100000123459")
expect("its digits", len(pallet.removeprefix("(00)")), 19)
expect("extension 3", gsone.get_barcode_sscc("4006381", "12345", ext="3"), "(00)3400638100000123459")
digits = [gsone.calculate_check_digit(extension + "4006381000012345") for extension in "03"]
expect("check digits of the right seventeen", digits, [7, 8])
expect("a bottle", gsone.get_barcode_gtin13("4006381", "33393"), "(00)04006381333931")
expect("a box of bottles", gsone.get_barcode_gtin14("4006381", "33393"), "(00)040063810333933")
PY
"$work/env/bin/python" "$work/seen.py"
