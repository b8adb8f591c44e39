#!/usr/bin/env bash
# PyPI xlcalculator 0.5.0: a machine of 2400.00 is depreciated by 12,000.00 in its first year, and 1.10 up to five cents is 1.11.
#
# The package works out the formulas of a workbook. VDB is the declining balance between two moments of an asset's life. Twice the
# rate of ten years takes a fifth of 2400.00, 480.00 in the first year; Microsoft's own page on VDB has 1.32 for the first of 3650
# days and 396.31 for the months 6 to 18 of 120, where the package has 4,380,000.00 and -14,309.24. PMT has a last argument for payments
# at the beginning of a month, which is not looked at: 1,073.64 of a loan over 200,000.00 at 5 %, 4.45 too much each month
# (a payment at the end, divided by 1 + the month's rate). CEILING and FLOOR go by a float's remainder: 1.10 is a multiple of
# 0.05, and 0.30 one of 0.10, but they become 1.11, 0.40 and 0.20. (xlsx-evaluate 0.5.0, which grew out of it, gives the same.)
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check xlcalculator==0.5.0
cat >"$work/seen.py" <<'PY'
import sys

from xlcalculator import Evaluator, ModelCompiler


def expect(formula, described):
    seen = float(Evaluator(ModelCompiler().read_and_parse_dict({"A1": f"={formula}"})).evaluate("Sheet1!A1"))
    print(f"{formula}: {seen:.2f}")
    if f"{seen:.2f}" != described:
        sys.exit(f"no longer as described: {described}")


expect("SLN(2400,300,10)", "210.00")
expect("VDB(2400,300,10,0,0.875,1.5)", "315.00")
expect("VDB(2400,300,10,0,1)", "12000.00")
expect("VDB(2400,300,3650,0,1)", "4380000.00")
expect("VDB(2400,300,120,6,18)", "-14309.24")
expect("PMT(0.05/12,360,200000,0,0)", "-1073.64")
expect("PMT(0.05/12,360,200000,0,1)", "-1073.64")
expect("CEILING(1.1,0.05)", "1.11")
expect("CEILING(0.3,0.1)", "0.40")
expect("FLOOR(0.3,0.1)", "0.20")
PY
"$work/env/bin/python" "$work/seen.py"
