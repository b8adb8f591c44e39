#!/usr/bin/env bash
# PyPI ban-converter 0.0.2: a Finnish IBAN that was made a national number and an IBAN again is another account, with right check digits.
#
# FI37 1590 3000 0007 76 becomes 1590300000000776, two noughts put in after the sixth digit, and a number of sixteen digits is read with its
# fifth and its ninth left out, so another nought and the second three are dropped: FI75 1590 0000 0007 76. Its check digits are reckoned
# anew, so no bank sees that it is wrong, and the money goes to whose account it is. The number with its hyphen, 159030-776, is
# read as it should be, and so is that of the cooperative banks, 500015-281.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check ban-converter==0.0.2 python-stdnum==2.1
cat >"$work/seen.py" <<'PY'
import sys

from ban_converter import convert_bban_to_iban, convert_iban_to_bban
from stdnum import iban

def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


for national, account, other in (
    ("159030-776", "FI3715903000000776", "FI7515900000000776"),
    ("500015-281", "FI1350001520000081", "FI9850005020000081"),
):
    expect(national, convert_bban_to_iban(national), account)
    again = convert_bban_to_iban(convert_iban_to_bban(account))
    expect(f"{account} there and back", again, other)
    expect("check digits of both", (iban.is_valid(account), iban.is_valid(again)), (True, True))
PY
"$work/env/bin/python" "$work/seen.py"
