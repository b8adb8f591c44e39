#!/usr/bin/env bash
# PyPI xlsx-viewer-pro 1.1.2: a hundred with 19 % of VAT are 20, a hundred less ten per cent are -9, and a hundred times -1 is -1.
#
# The package has an "engine" for the formulas of workbooks. A per cent sign belongs to the number before it in every spreadsheet; here it is
# taken after all sums of the expression, so that 100*(1+19%) is 100*((1+19)%), which is 20 (119), and 100-100*10% is (100-1000)%, -9
# (90). Of a sign behind an operator only the sign and its number are left: A1*-1 is -1 (-100). Half is rounded to the even digit, 2.5 to
# 2 (3). ROUNDDOWN of -1.29 goes away from nought, -1.3 (-1.2), FLOOR and CEILING forget their step: 12.37 down to five cents is
# 12 (12.35), 12.31 up is 13 (12.35). VALUE of "1,234.50" is 0 (1234.5), of "$1,000" 1. (In brackets: Excel and formulon 0.18.0.)
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check xlsx-viewer-pro==1.1.2
cat >"$work/seen.py" <<'PY'
import sys

from xlsx_viewer import evaluate_formula


def expect(formula, described):
    seen = round(float(evaluate_formula(f"={formula}", {"A1": 100, "A2": 12.37, "A3": 12.31, "A4": -1.29})), 4)
    print(f"{formula}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


expect("A1*1.19", 119.0)
expect("A1*19%", 19.0)
expect("A1*(1+19%)", 20.0)
expect("A1-A1*10%", -9.0)
expect("A1*-1", -1.0)
expect("ROUND(2.5,0)", 2.0)
expect("ROUNDDOWN(A4,1)", -1.3)
expect("FLOOR(A2,0.05)", 12.0)
expect("CEILING(A3,0.05)", 13.0)
expect('VALUE("1,234.50")', 0.0)
expect('VALUE("$1,000")', 1.0)
PY
"$work/env/bin/python" "$work/seen.py"
