#!/usr/bin/env bash
# PyPI messy-xlsx 0.10.0 (with openpyxl 3.1.5 and pandas 3.1.1): 12,50 euros are 1250 as soon as a column beside them is in dollars, and a rate of 1.12 is 112.
#
# The package reads sheets as people make them, "with type normalization", and makes numbers of texts. Which mark stands for the decimals it
# asks of the whole sheet: it counts the texts of all columns, and what the majority has goes for each column. A price list
# with euros as Germans write them, 12,50, and dollars as Americans do, 1,250.00, comes out with 1250 euros; a rate of 1.12 beside German prices
# is 112, though no thousands have two digits behind them (only a column that has both marks itself is looked at cell by
# cell). Numbers of articles with leading zeros, which the sheet has as texts, are numbers too: the code 0012345678905 is
# no GTIN of thirteen digits any more.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check messy-xlsx==0.10.0 openpyxl==3.1.5 pandas==3.1.1
cat >"$work/seen.py" <<'PY'
import sys

from messy_xlsx import read_excel
from openpyxl import Workbook


def expect(what, rows, described):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(sys.argv[1])
    frame = read_excel(sys.argv[1])
    seen = {name: [float(cell) for cell in frame[name]] for name in frame.columns[1:]}
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


expect("euros alone", [["Item", "EUR"], ["A", "12,50"], ["B", "7,00"], ["C", "9,10"]], {"eur": [12.5, 7.0, 9.1]})
expect(
    "beside dollars",
    [["Item", "EUR", "USD"], ["A", "12,50", "1,250.00"], ["B", "7,00", "800.00"], ["C", "9,10", "75.25"]],
    {"eur": [1250.0, 700.0, 910.0], "usd": [1250.0, 800.0, 75.25]},
)
expect(
    "rates beside euros",
    [["Item", "EUR", "Rate"], ["A", "1.234,50", "1.12"], ["B", "12,50", "1.25"], ["C", "7,00", "1.37"]],
    {"eur": [1234.5, 12.5, 7.0], "rate": [112.0, 125.0, 137.0]},
)
expect("codes", [["Item", "EAN"], ["A", "0012345678905"], ["B", "4006381333931"]], {"ean": [12345678905.0, 4006381333931.0]})
PY
"$work/env/bin/python" "$work/seen.py" "$work/sheet.xlsx"
