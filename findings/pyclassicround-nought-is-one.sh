#!/usr/bin/env bash
# PyPI pyclassicround 2.2: rounded to whole euros nothing is one, and a refund of 2.60 is 2.
#
# The package is there because Python's round() takes half to the even number, and rounds "in the classic way" instead: half
# away from nought, which it does to one decimal and more. To none it takes half away, cuts the rest off and adds one. What
# is cut goes towards nought, so that all from -0.49 to 0.49 are 1, nothing among them, and below nought every number but a
# whole one and a half is one too high: -1.00 is 0, -2.40 is -1 and -2.60 is -2. A tax return in whole euros gets a euro for
# each empty box. A text that is no number is no error, but None.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check pyclassicround==2.2
cat >"$work/seen.py" <<'PY'
import sys

from PyClassicRound import classic_round


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def whole(*amounts):
    return [classic_round(amount, 0) for amount in amounts]


expect("to cents", [classic_round(amount, 2) for amount in (0, 2.675, -2.675)], [0.0, 2.68, -2.68])
expect("2.40, 2.50 and 2.60", whole(2.4, 2.5, 2.6), [2, 3, 3])
expect("0.00, 0.20 and 0.49", whole(0, 0.2, 0.49), [1, 1, 1])
expect("-1.00, -2.40, -2.50 and -2.60", whole(-1, -2.4, -2.5, -2.6), [0, -1, -2, -2])
PY
"$work/env/bin/python" "$work/seen.py"
