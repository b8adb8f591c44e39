#!/usr/bin/env bash
# PyPI formualizer 0.13.0: of a loan of 1000.00 with payments in advance 999.90 are repaid, and -2.50 rounded up to twos is -2 instead of -4.
#
# The package works out the formulas of a workbook, in Rust. Three payments at the beginning of each month (type 1), at 1 %, are
# 336.66 each. The first is all principal, so that 663.34 are left and cost 6.63 until the second; IPMT has 6.70, and
# PPMT, which is the rest of each payment, makes 999.90 over the three. With payments at the end both are right. CUMIPMT, beside
# it, has the interest of payments in advance right: 9.97 in all. CEILING goes away from nought and FLOOR towards it where number and
# step are below it, says Microsoft: CEILING(-2.5,-2) is -4 and FLOOR(-2.5,-2) is -2. Here each has the other's. DB with seven months in
# the first year leaves five for the last, 15,845.10 on Microsoft's page; here that year takes all down to the salvage value,
# 19,210.77. (formulon 0.18.0, checked against Excel, has 6.63, 1000.00, -4, -2 and 15,845.10.)
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check formualizer==0.13.0
cat >"$work/seen.py" <<'PY'
import sys

from formualizer import Workbook


def expect(formula, described):
    book = Workbook()
    book.add_sheet("Sheet1")
    book.set_formula("Sheet1", 1, 1, f"={formula}")
    seen = f"{book.evaluate_cell('Sheet1', 1, 1):.2f}"
    print(f"{formula}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def sum_of(function, type):
    return "+".join(f"{function}(0.01,{period},3,1000,0,{type})" for period in (1, 2, 3))


expect("PMT(0.01,3,1000,0,1)", "-336.66")
expect("IPMT(0.01,1,3,1000,0,1)", "0.00")
expect("IPMT(0.01,2,3,1000,0,1)", "-6.70")
expect(sum_of("PPMT", 0), "-1000.00")
expect(sum_of("PPMT", 1), "-999.90")
expect(sum_of("IPMT", 1), "-10.07")
expect("CUMIPMT(0.01,3,1000,1,3,1)", "-9.97")
expect("CEILING(-2.5,-2)", "-2.00")
expect("FLOOR(-2.5,-2)", "-4.00")
expect("DB(1000000,100000,6,6,7)", "55841.76")
expect("DB(1000000,100000,6,7,7)", "19210.77")
PY
"$work/env/bin/python" "$work/seen.py"
