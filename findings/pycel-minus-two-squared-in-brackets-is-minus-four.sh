#!/usr/bin/env bash
# PyPI pycel 1.0b30 (with openpyxl 3.1.5): (-2)^2 is -4, one month before 31 March is 3 March, and 1250 to hundreds is 1200.
#
# The package turns the formulas of a workbook into Python. There a minus binds less than a power, in Excel more; the package leaves out the
# brackets of (-2)^2 when it turns it, and Excel's -2^2, which is 4 too, is -4 as well: a squared deviation below nought counts against
# the others. EDATE keeps the day, or takes the month's last where it has no such day (OpenFormula): from 31 January it goes
# to 3 March here, past all of February, and a month back from 31 March stays in March. ROUND has half up for decimals, 2.5 is 3, but half to the
# even hundred where it rounds to hundreds: 1250 is 1200 and 1350 is 1400 (Excel and formulon 0.18.0: 1300 and 1400).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check pycel==1.0b30 openpyxl==3.1.5
cat >"$work/seen.py" <<'PY'
import sys
from datetime import date, timedelta

from openpyxl import Workbook
from pycel import ExcelCompiler


def worked_out(formula):
    book = Workbook()
    book.active["A1"] = f"={formula}"
    return ExcelCompiler(excel=book).evaluate("Sheet!A1")


def expect(formula, described):
    seen = worked_out(formula)
    if "DATE" in formula:
        seen = str(date(1899, 12, 30) + timedelta(days=int(seen)))
    print(f"{formula}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


expect("2^2", 4)
expect("(-2)^2", -4)
expect("-2^2", -4)
expect("EDATE(DATE(2026,1,28),1)", "2026-02-28")
expect("EDATE(DATE(2026,1,31),1)", "2026-03-03")
expect("EDATE(DATE(2026,3,31),-1)", "2026-03-03")
expect("EOMONTH(DATE(2026,3,31),-1)", "2026-02-28")
expect("ROUND(2.5,0)", 3.0)
expect("ROUND(1250,-2)", 1200)
expect("ROUND(1350,-2)", 1400)
PY
"$work/env/bin/python" "$work/seen.py"
