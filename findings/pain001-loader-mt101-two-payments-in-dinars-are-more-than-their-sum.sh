#!/usr/bin/env bash
# PyPI pain001-loader-mt101 0.0.74: payments of 1.234 and 2.345 Kuwaiti dinars have a control sum of 3.58, and a payee's name ends after its first line.
#
# The package turns a SWIFT MT101 into the records of a pain.001. ctrl_sum, by its own words "the sum of every transaction amount",
# is rounded to two decimals, whatever the currency: dinars have three (ISO 4217), the amounts keep theirs, and 3.579 is not 3.58. A
# bank that proves the control sum, which is what it is for, refuses the file. In option F of a party the number 1/ is the name, and
# it may be on two lines, as each has only 33 characters (SWIFT User Handbook, field 59a, option F: numbers can be repeated). The
# first is taken, so that of the United Company for Household and Office Furniture the first half is paid, as the payee whose name
# the bank compares. In option K or without a letter, where lines have no numbers, the rest is address, and one line is right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps pain001-loader-mt101==0.0.74
cat >"$work/seen.py" <<'PY'
import sys
from decimal import Decimal

from pain001_loader_mt101 import parse_mt101


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


MESSAGE = """:20:PAY2026113001
:28D:1/1
:50H:/KW81CBKU0000000000001234560101
GULF TRADING CO
:52A:CBKUKWKW
:30:261130
:21:TX1
:32B:KWD1,234
:57A:NBOKKWKW
:59F:/KW74NBOK0000000000001000372151
1/UNITED COMPANY FOR HOUSEHOLD
1/AND OFFICE FURNITURE WLL
2/1 MAIN STREET
3/KW/KUWAIT
:71A:SHA
:21:TX2
:32B:KWD2,345
:57A:NBOKKWKW
:59:/KW74NBOK0000000000001000372151
CARPETS OF SALMIYA
:71A:SHA
"""
records = parse_mt101(MESSAGE)
amounts = [Decimal(str(record["payment_amount"])) for record in records]
expect("amounts", [str(one) for one in amounts], ["1.234", "2.345"])
expect("control sum on each record", [record["ctrl_sum"] for record in records], [3.58, 3.58])
expect("their sum", str(sum(amounts)), "3.579")
expect("the payees", [record["creditor_name"] for record in records], ["UNITED COMPANY FOR HOUSEHOLD", "CARPETS OF SALMIYA"])
PY
"$work/env/bin/python" "$work/seen.py"
