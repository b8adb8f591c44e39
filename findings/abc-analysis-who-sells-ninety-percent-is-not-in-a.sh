#!/usr/bin/env bash
# PyPI abc-analysis 0.1.23 (with pandas 3.1.1, numpy 2.4.6, scipy 1.17.1): an article with 91 % of the sales is not in A; nothing is.
#
# The package divides articles into A, B and C at limits that it computes ("Aind: indices of group A", "smallestAData: normalized yield of smallest
# data in A"). The limit between A and B is the last article that belongs to A, and A is then what is greater than it: that article goes to
# B, always. Where it is the only one, or its equals are, A is empty, though the same answer says that A brings 93 %. Of five
# articles of 1000 and fifteen of 10, the five are in B. In a usual assortment A brings 50 % where it is said to bring 75 %. A test of "greater
# or equal", as the package makes it for B and C, would have it right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check abc-analysis==0.1.23 pandas==3.1.1 numpy==2.4.6 scipy==1.17.1 matplotlib==3.11.2
cat >"$work/seen.py" <<'PY'
import sys

from abc_analysis import abc_analysis


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def groups(sales):
    found = abc_analysis(sales)
    inside = [[sales[at] for at in found[key]] for key in ("Aind", "Bind", "Cind")]
    return inside, round(float(found["A"]["Yield"]), 2), round(sum(inside[0]) / sum(sales), 2)


(a, b, c), said, brought = groups([9000] + [100] * 9)
expect("9000 and nine of 100", (a, 9000 in b, said, brought), ([], True, 0.93, 0.0))
(a, b, c), said, brought = groups([1000] * 5 + [10] * 15)
expect("five of 1000, fifteen of 10", (a, b.count(1000), brought), ([], 5, 0.0))
(a, b, c), said, brought = groups([5000, 2000, 1000, 500, 400, 300, 300, 200, 200, 100])
expect("from 5000 to 100", (a, b, said, brought), ([5000], [2000, 1000], 0.75, 0.5))
PY
"$work/env/bin/python" "$work/seen.py"
