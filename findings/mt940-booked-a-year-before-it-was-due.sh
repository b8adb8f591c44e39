#!/usr/bin/env bash
# PyPI mt940 0.8.1: what was due on 31 December 2026 and booked on 2 January was booked on 2 January 2026, and the bank's first remark is lost.
#
# In MT940 field 61 has the value date with its year and behind it the entry date (booking) with month and day only. The package takes the
# year of the value date for both: a payment due on the last day of the year and booked in the new one is booked a year early, 363 days
# before it was due, and one due on New Year's Day and booked the day before on 31 December 2027, a year late. Right is the
# year that brings the two nearest to each other; the statement itself runs from 30 December 2026 to 2 January 2027. A page that goes on
# to another closes with :62M: (SWIFT's intermediate balance); the package knows the letter F alone, and has no end
# balance, though the amount is there. A second field 86 behind a line takes the place of the first.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check mt940==0.8.1
cat >"$work/seen.py" <<'PY'
import io
import sys

from mt940 import MT940

FIRST = """:20:NOV
:25:NL91ABNA0417164300
:28C:365/1
:60F:C261230EUR1000,00
:61:2612310102D200,00NTRFRENT//B1
:86:Rent
:61:2701011231C500,00NTRFINV77//B2
:86:Invoice 77
:62F:C270102EUR1300,00
"""


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


read = lambda text: MT940(io.StringIO(text)).statements[0]
statement = read(FIRST)
expect("runs", (str(statement.start_balance.date), str(statement.end_balance.date)), ("2026-12-30", "2027-01-02"))
expect("due and booked", [(str(t.date), str(t.booking)) for t in statement.transactions],
       [("2026-12-31", "2026-01-02"), ("2027-01-01", "2027-12-31")])
expect("a page that goes on", read(FIRST.replace(":62F:", ":62M:")).end_balance, None)
twice = read(FIRST.replace(":86:Rent\n", ":86:Rent\n:86:and heating\n"))
expect("two remarks", twice.transactions[0].description, "and heating")
PY
"$work/env/bin/python" "$work/seen.py"
