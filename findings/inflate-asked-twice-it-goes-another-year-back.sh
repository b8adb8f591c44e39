#!/usr/bin/env bash
# inflate 0.4 (PyPI) tells what a sum of one year is worth in another, also
# backwards ("work backwards" is its first feature). Backwards and inclusive,
# each question moves the end of the period one year further: what 100 pounds
# of 2000 were worth in 1990 is 71.78, asked again 68.23, then 65.05, and the
# object then says that its end year is 1987; a list of prices comes out each
# at another rate. The command asks twice itself when -a is given. Even
# exclusive, the way back is not the way there: forward, the rates of 1990 to
# 1999 are used, backward those of 2000 to 1991, so 100 pounds of 1990 are
# 138.20 in 2000, and these are 106.15 in 1990. Independent check: the rates
# of the package's own table, multiplied by hand.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check inflate==0.4 setuptools==80.9.0 click==8.3.0 colorama==0.4.6
cat >"$work/seen.py" <<'PY'
import sys, warnings
from math import prod
warnings.simplefilter("ignore")
from inflate.inflate import Inflate
def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")

back = Inflate(2000, 1990, "uk", inclusive=True)
rates = {y: 1 + row["inflation"] / 100 for y, row in back._data.items()}
expect("2000 down to 1990, by hand", round(100 / prod(rates[y] for y in range(1990, 2001)), 2), 71.78)
expect("100 pounds, asked three times", [back.inflate(100.0) for _ in range(3)], [71.78, 68.23, 65.05])
expect("end year after that", back.end_year, 1987)
on = Inflate(1990, 2000, "uk", inclusive=True)
expect("forward, asked three times", [on.inflate(100.0) for _ in range(3)], [139.31] * 3)

there = Inflate(1990, 2000, "uk").inflate(100.0)
expect("100 of 1990 in 2000", there, 138.2)
expect("rates of 1990 and 2000", (round(rates[1990], 3), round(rates[2000], 3)), (1.07, 1.008))
expect("there and back", Inflate(2000, 1990, "uk").inflate(there), 106.15)
expect("there and back by the same years", round(there / prod(rates[y] for y in range(1990, 2000)), 2), 100.0)
PY
"$work/env/bin/python" "$work/seen.py"
