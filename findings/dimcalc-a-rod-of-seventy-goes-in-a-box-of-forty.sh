#!/usr/bin/env bash
# dimcalc 1.0.0 (PyPI) chooses the box for an order and charges by its
# volume. It looks whether the longest side of the goods is at most that of
# the box, and when no box is long (or large) enough it gives the largest
# one without a word: a tripod of 70 cm is packed in the box of 40 cm, with
# 5 percent of it used, and eleven cartons of ten litres each go in 24, with
# 458 percent used. The package has an error for the case,
# NoBoxAvailableError, and never raises it. One rod more: the largest box by
# volume need not be the longest one; can_fit asks the largest only, and says
# no to a rod which select_box packs well in the tube. Independent check: the
# longest straight line within the box (its diagonal), and the volumes added.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check dimcalc==1.0.0 pydantic==2.12.3
cat >"$work/seen.py" <<'PY'
import sys
from math import sqrt
from dimcalc import Box, BoxSelector, Dimensions, Product
def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")

large = Box(id="l", length=40, width=30, height=20)
boxes = [Box(id="s", length=20, width=15, height=10),
         Box(id="m", length=30, width=25, height=15), large]
packer = BoxSelector(boxes=boxes)

tripod = [Product(weight=1500, dimensions=Dimensions(length=70, width=4, height=4))]
expect("longest line in the largest box", round(sqrt(40**2 + 30**2 + 20**2), 1), 53.9)
got = packer.select_box(tripod)
expect("box for a tripod of 70 cm", (got.box.id, got.box.max_dimension), ("l", 40.0))
expect("percent of it used", round(got.utilization_percentage, 1), 4.7)

cartons = [Product(weight=200, quantity=11,
                 dimensions=Dimensions(length=20, width=30, height=16.6666666667))]
got = packer.select_box(cartons)
expect("litres needed, litres of the box", (round(11 * 10.0), large.volume / 1000), (110, 24.0))
expect("box for 110 litres", (got.box.id, round(got.utilization_percentage)), ("l", 458))

tube = Box(id="tube", length=80, width=10, height=10)
both = BoxSelector(boxes=boxes + [tube])
expect("with a tube of 80 cm", both.select_box(tripod).box.id, "tube")
expect("can it fit, by can_fit", both.can_fit(tripod), False)
PY
"$work/env/bin/python" "$work/seen.py"
