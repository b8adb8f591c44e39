#!/usr/bin/env bash
# PyPI excel-formulas-calculator 0.5.1 (with openpyxl 3.1.5): -1.29 rounded down is -1.30, and of Smith's 10.00 and SMITH's 30.00 the sum is 10.00.
#
# The package works out the formulas of a workbook. OpenFormula (ODF 1.3, part 4), Excel and formulon 0.18.0 agree on the values in brackets:
# - ROUNDDOWN goes towards nought, also below it: -1.29 to one decimal is -1.3 (-1.2).
# - SUMIF knows no difference between small and capital letters: 10 (40). MATCH finds the wrong line for the same reason: 3 (1).
# - MATCH with -1, in a table that falls from 500 to 100 and 50, finds for 75 pieces the price of 500: 1 (2).
# - SUM leaves out a text, also one of a digit: of 10, 20 and the text "7" it is 37 (30), and the AVERAGE 12.33 (15).
# - SUBSTITUTE has a fourth argument, which of the places is meant. All of them are replaced: "Quarter 2, 2022" (Quarter 1, 2012).
# - What stands after SEARCH's third argument is sought, not what is before it: 2 (7). 1.5 as a text has a comma: "1,5" (1.5).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check excel-formulas-calculator==0.5.1 openpyxl==3.1.5
cat >"$work/seen.py" <<'PY'
import sys

from efc.interfaces.iopenpyxl import OpenpyxlInterface
from openpyxl import Workbook


def expect(formula, rows, described):
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    sheet["Z9"] = f"={formula}"
    seen = OpenpyxlInterface(wb=book, use_cache=False).calc_cell("Z9", sheet.title)
    print(f"{formula} of {rows}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


customers = [["SMITH", 30], ["Jones", 20], ["Smith", 10]]
expect("ROUNDDOWN(A1,1)", [[1.29]], 1.2)
expect("ROUNDDOWN(A1,1)", [[-1.29]], -1.3)
expect('SUMIF(A1:A3,"Smith",B1:B3)', customers, 10)
expect('MATCH("Smith",A1:A3,0)', customers, 3)
expect("MATCH(75,A1:A3,-1)", [[500], [100], [50]], 1)
expect("SUM(A1:A3)", [[10], [20], ["7"]], 37)
expect("ROUND(AVERAGE(A1:A3),2)", [[10], [20], ["7"]], 12.33)
expect('SUBSTITUTE("Quarter 1, 2011","1","2",3)', [], "Quarter 2, 2022")
expect('SEARCH("e","Statements",6)', [], 2)
expect('A1&""', [[1.5]], "1,5")
PY
"$work/env/bin/python" "$work/seen.py"
