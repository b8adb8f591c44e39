#!/usr/bin/env bash
# PyPI achkit 0.2.0: a file of returned payments, which comes from the bank, has a total of 1250.00 where 0.00 is expected.
#
# The package is for "Returns & NOC" too (README). A payment that could not be made comes back with the code of a return: 21
# and 26 for a checking account, 31 and 36 for a savings account, with the amount that it had (Nacha's rules, appendix on
# transaction codes). validate() holds the totals of the batch and the file against their entries, and counts as a credit
# what ends in 2 or 3 and as a debit what ends in 7 or 8: the one returned wage of 1250.00 is neither, so each good file of
# returns is refused with "total credit 125000 != 0", and one whose totals are nought is well. The wages as they were sent
# pass.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check achkit==0.2.0
cat >"$work/seen.py" <<'PY'
import sys
from datetime import datetime

from achkit import AchFile, validate


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def judged(records):
    records = records + ["9" * 94] * (-len(records) % 10)
    assert all(len(record) == 94 for record in records)
    return [error["message"] for error in validate("\n".join(records))["errors"]]


file = AchFile.create(
    origin_dfi="021000021", company_id="1234567890", destination_name="BANK", origin_name="EXAMPLE",
    creation_date=datetime(2026, 11, 20, 9, 30),
)
file.batch("PPD", "PAYROLL", "2026-11-23").credit("EXAMPLE ONE", "021000021", "123456", 125000)
head, batch, entry, batch_end, end = [record for record in file.render().splitlines() if record != "9" * 94]
expect("as it was sent", judged([head, batch, entry, batch_end, end]), [])


def returned(code, total):
    why = "799R03" + entry[79:] + " " * 6 + "02100002" + " " * 44 + "021000020000007"
    counted = batch_end[:4] + "000002" + batch_end[10:32] + total + batch_end[44:]
    all_counted = end[:13] + "00000002" + end[21:43] + total + end[55:]
    back = "6" + code + entry[3:78] + "1" + entry[79:]
    return judged([head, batch, back, why, counted, all_counted])


missing = ["total credit 125000 != 0", "total credit 125000 != 0"]
expect("returned to a checking account", returned("21", "000000125000"), missing)
expect("returned to a savings account", returned("31", "000000125000"), missing)
expect("returned with totals of nought", returned("21", "000000000000"), [])
PY
"$work/env/bin/python" "$work/seen.py"
