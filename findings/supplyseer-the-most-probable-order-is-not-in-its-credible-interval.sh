#!/usr/bin/env bash
# PyPI supplyseer 0.2.3 (with numpy 2.3.5): of what to order at once, 223.6 is most probable, and 16.2 to 204.3 is the credible interval.
#
# The package has an economic order quantity for a demand, a cost of ordering and a cost of keeping that are not known for certain; it tells the
# most probable quantity, a "credible interval", and the least and the greatest one. An interval of 95 % has 95 % of what is probable
# within it, and does not depend on how far the grid reaches beyond. The package looks where the density (not its sum) comes nearest to the 2.5 %
# and 97.5 % of all densities on the grid, which is its edge and somewhere near its top: with the same beliefs, a grid of 30, 50 and 90 % around gives
# 158.9 to 263.2, 114.7 to 300.4 and 16.2 to 204.3. Its least and greatest quantity take the least and greatest of all three costs, though one orders
# more where keeping is cheap: the greatest is 273.9, and its own list of quantities goes up to 474.3. Here, 198 to 252 is
# right: known to 7.1 % each, the three give a quantity, which goes with their roots, that is known to 6.1 %.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check numpy==2.3.5
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps supplyseer==0.2.3
cat >"$work/seen.py" <<'PY'
import sys

from supplyseer.bayesian.bayesian_eoq import bayesian_eoq_full


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def order(reach):
    """The most probable quantity, the credible interval, the least and the greatest, and the ends of the list of quantities."""
    believed = (1000, 50, 2)
    grid = [end for value in believed for end in (value * (1 - reach), value * (1 + reach))]
    found = bayesian_eoq_full(*believed, *grid, *believed, 21, "full")
    one = lambda value: round(float(value), 1)
    ends = lambda values: (one(min(values)), one(max(values)))
    return (
        one(found["bayesian_eoq_most_probable"]["eoq"]),
        ends(found["eoq_credible_interval"]),
        (one(found["bayesian_eoq_min_least_probable"]["eoq"]), one(found["bayesian_eoq_max_least_probable"]["eoq"])),
        ends(found["eoq_distribution"]),
    )


expect("30 % around", order(0.3)[:2], (223.6, (158.9, 263.2)))
expect("50 % around", order(0.5)[:2], (223.6, (114.7, 300.4)))
expect("90 % around", order(0.9)[:2], (223.6, (16.2, 204.3)))
expect("least and greatest, and in the list", order(0.5)[2:], ((158.1, 273.9), (91.3, 474.3)))
PY
"$work/env/bin/python" "$work/seen.py"
