#!/usr/bin/env bash
# PyPI philiprehberger-money 0.5.0: 19.999 dollars, rounded down, are 20.00, and partners without a share owe a cent each.
#
# An amount carries its rounding mode, and a mode can be set as "the global default rounding mode for all Money operations" (it is
# half up to begin with). from_major() takes the mode, keeps it for later, and rounds by Python's round(), half to the even: 0.125
# is 0.12 with half up, 0.121 with up is 0.12, and 19.999 with down is a cent more than there was. multiply() rounds the same
# amounts as it was told. allocate() ("split without losing cents") rounds every share by itself and takes what was given out too
# much from the first ones in the list, though they have no share: of 0.15 by 0, 0, 0 and six times 1 the three with nothing owe a
# cent each, so that the six get 0.03 each.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps philiprehberger-money==0.5.0
cat >"$work/seen.py" <<'PY'
import sys
from philiprehberger_money import Money, RoundingMode


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


HALF_UP, UP, DOWN = RoundingMode.ROUND_HALF_UP, RoundingMode.ROUND_UP, RoundingMode.ROUND_DOWN
for text, mode, seen, told in (("19.999", DOWN, 2000, 1999), ("0.125", HALF_UP, 12, 13), ("0.121", UP, 12, 13)):
    made = Money.from_major(text, "USD", rounding_mode=mode)
    expect(f"{text} by {mode.value}", made.amount_cents, seen)
    expect("by multiply()", Money(100, "USD", mode).multiply(text).amount_cents, told)


def shares(cents, weights):
    return [part.amount_cents for part in Money(cents, "USD").allocate(weights)]


expect("a cent by 0, 1, 1", shares(1, [0, 1, 1]), [-1, 1, 1])
expect("five cents by 0, 1, 1", shares(5, [0, 1, 1]), [-1, 3, 3])
expect("15 cents by three times 0 and six times 1", shares(15, [0] * 3 + [1] * 6), [-1] * 3 + [3] * 6)
PY
"$work/env/bin/python" "$work/seen.py"
