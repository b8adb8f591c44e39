#!/usr/bin/env bash
# PyPI barcodenumber 0.5.0: of a package of lot 10 or lot 1 the serial number is not read.
#
# What follows a lot in a GS1 DataMatrix is found by cutting the text at the lot's own characters, from the left, and they stand
# behind the application identifier 10. Lot 10 is found in the identifier itself, lot 1 in its first digit, lot 0 in its second, so
# what is left begins in the middle and the serial number is None. By the GS1 General Specifications a lot ends at the
# separator, whatever it is. Lot 7 is right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check barcodenumber==0.5.0 python-stdnum==2.1
cat >"$work/seen.py" <<'PY'
import sys

from barcodenumber import decode_code

def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def read(lot):
    code = f"010401234567890117261231" f"10{lot}\x1d" "21ABC123"
    fields = decode_code("gs1_datamatrix", code)
    return fields["lot"], fields["serial_number"]


expect("lot 7", read("7"), ("7", "ABC123"))
expect("lot A10", read("A10"), ("A10", "ABC123"))
expect("lot 10", read("10"), ("10", None))
expect("lot 1", read("1"), ("1", None))
expect("lot 0", read("0"), ("0", None))
PY
"$work/env/bin/python" "$work/seen.py"
