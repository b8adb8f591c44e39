#!/usr/bin/env bash
# PyPI round-percentages 1.0: of the shares 12.5, 37.25 and 50.25 the one with a quarter is rounded up and the half is not.
#
# Percentages are rounded so that they still make 100, "using the largest remainder method": what is missing goes to those
# with the largest fractions. The fraction is taken from the printed number as a whole number of its own, so that .25 is 25
# and .5 is 5: the more digits, the larger. Of costs shared 12.5 : 37.25 : 50.25 the second gets the hundredth that is the
# first's, and 0.09 is above 0.1 and 0.125 above 0.9. Fractions of the same length, as in its example, are right. A share of
# 0.00001, which Python prints 1e-05, ends in an error.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check round-percentages==1.0
cat >"$work/seen.py" <<'PY'
import sys

import round_percentages


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


expect("its example", round_percentages([13.626332, 47.989636, 9.596008, 28.788024]), [14, 48, 9, 29])
expect("two quarters and a half", round_percentages([12.5, 37.25, 50.25]), [12, 38, 50])
expect("an eighth and nine tenths", round_percentages([10.9, 89.075, 0.025]), [10, 90, 0])
expect("a half alone", round_percentages([99.5, 0.375, 0.125]), [99, 1, 0])
PY
"$work/env/bin/python" "$work/seen.py"
