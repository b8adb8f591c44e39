#!/usr/bin/env bash
# PyPI pyACH 1.0: the routing number 03120136 gets the check digit 1 instead of 0, and 12.5 dollars are paid as 1.25.
#
# The package writes Nacha's files of payments in the United States. Of a routing number with eight digits it works out the ninth:
# ten less the last digit of the weighted sum. If that is 0, the result is 10, which is cut to its first digit when the record
# is written. So each tenth routing number has a 1 where a 0 belongs, and no such bank exists; with nine digits it is written as
# given. All fields lose what is neither a letter nor a digit, and an amount is a field: 12.5, written as 125 in a field of cents,
# is 1.25, while 12.25 is 12.25 and 12 is 0.12. The total at the end is cut alike: of 12.5 and 12.25 it is 24.75, not the 13.50 of
# the records above it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check pyACH==1.0 workalendar==17.0.0
cat >"$work/seen.py" <<'PY'
import os
import sys
import warnings
from decimal import Decimal

warnings.simplefilter("ignore")
from pyach.ACHRecordTypes import ACHFile, CHECK_DEPOSIT, CREDIT  # noqa: E402


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def written(*entries):
    """Routing numbers and amounts of a file's entries, and its total of credits."""
    file = ACHFile()
    file.destination_routing_number, file.destination_name = "061000146", "FED"
    file.origin_id, file.origin_name, file.company_identification_number = "1234567890", "EXAMPLE", "1234567890"
    file.create_header()
    file.new_batch("06100014", "EXAMPLE", "PAYROLL", entry_class_code="PPD", service_class=CREDIT)
    for routing, amount in entries:
        file.batch_records[-1].add_entry(CHECK_DEPOSIT, routing, "12345678", amount, "ID1", "PAYEE")
    path = os.path.join(sys.argv[1], "file", "payments.ach")
    file.save(path)
    with open(path) as lines:
        records = lines.read().split("\n")
    credits = [(line[3:12], line[29:39]) for line in records if line.startswith("6")]
    return credits, next(line[43:55] for line in records if line.startswith("9"))


def valid(number):
    return sum(int(digit) * weight for digit, weight in zip(number, (3, 7, 1) * 3)) % 10 == 0


expect("with nine digits", written(("031201360", 1250)), ([("031201360", "0000001250")], "000000001250"))
expect("with eight digits", written(("03120136", 1250)), ([("031201361", "0000001250")], "000000001250"))
entries, _ = written(*((f"{number:08d}", 1) for number in range(3120000, 3121000)))
expect("invalid of 1000", sum(not valid(number) for number, _ in entries), 100)
for amount, field in ((Decimal("12.50"), "0000001250"), (12.5, "0000000125"), (12.25, "0000001225"), (12, "0000000012")):
    expect(f"{amount!r} dollars", written(("031201360", amount))[0][0][1], field)
expect("12.5 and 12.25", written(("031201360", 12.5), ("031201360", 12.25)), ([("031201360", "0000000125"), ("031201360", "0000001225")], "000000002475"))
PY
"$work/env/bin/python" -W ignore "$work/seen.py" "$work"
