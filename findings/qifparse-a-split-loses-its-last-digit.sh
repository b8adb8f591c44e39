#!/usr/bin/env bash
# PyPI qifparse 0.5: a purchase of 20.00 that is split into 12.34 and 7.66 is split into 12.30 and 7.60, and a part of 12 is 1.
#
# In QIF a transaction may be split: a line S names a category, E a memo and $ the amount of that part, and the parts make the amount
# of the whole (T). The amount of a part, and its memo, is read from the second character up to the last but one, as the name of an
# account in brackets is. The last digit is gone: a part of 5 cannot be read at all, one of 12 is 1.00, and one with cents has them
# in tens. The whole keeps its cents, and written again the parts do not make it any more.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check qifparse==0.5 six==1.17.0 setuptools==80.9.0
cat >"$work/seen.py" <<'PY'
import io
import sys

from qifparse.parser import QifParser


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def read(total, *parts):
    lines = ["!Type:Bank", "D15/11/2026", f"T{total}", "PExample"]
    for amount in parts:
        lines += ["SOffice", "EPaper", f"${amount}"]
    return QifParser.parse(io.StringIO("\n".join([*lines, "^", ""])))


def seen(*given):
    ((one,),) = read(*given).get_transactions()
    return one.amount, [part.amount for part in one.splits]


expect("cents", seen("-20.00", "-12.34", "-7.66"), (-20.0, [-12.3, -7.6]))
expect("tens of cents", seen("-20.00", "-12.30", "-7.70"), (-20.0, [-12.3, -7.7]))
expect("whole", seen("-20", "-12", "-8.00"), (-20.0, [-1.0, -8.0]))
written = str(read("-20.00", "-12.34", "-7.66")).split("\n")
expect("written again", [line for line in written if line.startswith(("T", "$", "M"))], ["T-20.00", "$-12.30", "MPape", "$-7.60", "MPape"])
try:
    read("-20.00", "5", "15.00")
    expect("a part of 5", "read", "refused")
except ValueError:
    expect("a part of 5", "refused", "refused")
PY
"$work/env/bin/python" "$work/seen.py"
