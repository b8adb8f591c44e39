#!/usr/bin/env bash
# PyPI apportionment 1.0: ten cents over goods of 14, 14, 14 and 58 give the greatest remainder nothing.
#
# By the method of the largest remainder 1.4, 1.4, 1.4 and 5.8 are 1, 1, 1 and 5 first, and of the two cents left one goes to the .8. The
# package goes through the shares in their order and gives a cent to each that has at least the last remainder that
# counts, so two of the three that are tied at .4 come first and the .8 is left with nothing: it has 5 cents of its 5.8, less
# than its quota rounded. With the .8 first it is right. Exact fractions do not change it. Checked against the definition, below.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check apportionment==1.0 numpy==2.3.4
cat >"$work/seen.py" <<'PY'
import sys
from fractions import Fraction

from apportionment.methods import compute

def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def by_definition(parts, cents):
    quotas = [Fraction(part * cents, sum(parts)) for part in parts]
    shares = [int(quota) for quota in quotas]
    order = sorted(range(len(parts)), key=lambda i: shares[i] - quotas[i])  # a stable sort: ties go to the first
    for i in order[: cents - sum(shares)]:
        shares[i] += 1
    return shares


for parts, right, seen in (
    ([58, 14, 14, 14], [6, 2, 1, 1], [6, 2, 1, 1]),
    ([14, 14, 14, 58], [2, 1, 1, 6], [2, 2, 1, 5]),
):
    expect(f"{parts} by the definition", by_definition(parts, 10), right)
    expect(f"{parts} by the package", compute("largest_remainder", parts, 10), seen)
    expect(f"{parts} in fractions", compute("largest_remainder", parts, 10, fractions=True), seen)
PY
"$work/env/bin/python" "$work/seen.py"
