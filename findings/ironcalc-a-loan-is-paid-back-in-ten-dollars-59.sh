#!/usr/bin/env bash
# PyPI ironcalc 0.9.1: a loan is paid back after $10.59, 12.5 cents are 12 cents where they are shown, and 68 °F are 19.65 °C.
#
# The package is a spreadsheet, in Rust. NPER is a number of payments; a cell with it is given a format of dollars, as PMT's is
# and as Excel has it for amounts alone: after 10.59 payments of 100.00 the 1000.00 are paid, not after $10.59. A number that is shown with
# fewer decimals than it has is rounded half up in a workbook. Here ROUND and FIXED do so, 0.13 for 0.125, while the text of
# a cell and TEXT have the even digit: $0.12, so that a column and what is worked out from it differ by the cent. MROUND of 0.15 to 0.1
# is 0.1 (Excel and formulon 0.18.0: 0.2). CONVERT takes 273.5 for the freezing point on the way to Celsius, 273.15 on the way back: 68 °F
# are 19.65 °C (20 by the definition of both), and 300 K are 26.5.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check ironcalc==0.9.1
cat >"$work/seen.py" <<'PY'
import sys

import ironcalc


def expect(entered, described):
    book = ironcalc.create("book", "en", "UTC", "en")
    book.set_user_input(0, 1, 1, entered)
    book.evaluate()
    seen = book.get_formatted_cell_value(0, 1, 1)
    print(f"{entered}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


expect("=PMT(0.01,12,1000)", "-$88.85")
expect("=NPER(0.01,-100,1000)", "$10.59")
expect("=ROUND(0.125,2)", "0.13")
expect("=FIXED(0.125,2)", "0.13")
expect('=TEXT(0.125,"0.00")', "0.12")
expect("$0.125", "$0.12")
expect("=MROUND(0.15,0.1)", "0.1")
expect('=CONVERT(68,"F","C")', "19.65")
expect('=CONVERT(300,"K","C")', "26.5")
expect('=CONVERT(0,"C","K")', "273.15")
PY
"$work/env/bin/python" "$work/seen.py"
