#!/usr/bin/env bash
# PyPI lengthconversion 1.0: 25 millimetres are 250 centimetres, and five miles are the pair of five and 60934.
#
# MillimetersToCentimeters() multiplies by ten, as CentimetersToMillimeters() does, so there and back is a hundred times as long,
# and a parcel of 400 mm is forty metres on the shipping label. Miles are taken by a factor with a decimal comma, 1,60934, which in
# Python is two numbers: MilesToKilometers(5) is (5, 60934), MilesToCentimeters(1) is (160934, 4), and the way from kilometres to
# miles leaves the distance as it was beside the same 60934. No error is raised, and a list that takes the first of the pair has
# miles for kilometres. The mile in millimetres, 1609344, is right. A length of 0 is an error, "Tried To Divide By 0", in functions
# that divide by nothing.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps lengthconversion==1.0
cat >"$work/seen.py" <<'PY'
import sys
from LengthConversion import main as lengths


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


expect("25 mm in cm", lengths.MillimetersToCentimeters(25), 250)
expect("25 mm in cm and back in mm", lengths.CentimetersToMillimeters(lengths.MillimetersToCentimeters(25)), 2500)
expect("five miles in km", lengths.MilesToKilometers(5), (5, 60934))
expect("8.04672 km in miles", lengths.KilometersToMiles(8.04672), (8.04672, 60934))
expect("a mile in cm", lengths.MilesToCentimeters(1), (160934, 4))
expect("a mile in mm, and back", (lengths.MilesToMillimeters(1), lengths.MillimetersToMiles(1609344)), (1609344, 1.0))
try:
    lengths.KmToMeters(0)
    sys.exit("no longer as described: nothing is nothing")
except Exception as told:
    print("0 km:", told)
PY
"$work/env/bin/python" "$work/seen.py"
