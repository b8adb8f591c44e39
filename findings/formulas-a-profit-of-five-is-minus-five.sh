#!/usr/bin/env bash
# PyPI formulas 1.3.4 (with numpy 2.3.5): a profit of 5.00 is written -5.00, and a loss of 5.00 is --5.00 or a credit.
#
# The package works out the formulas of a workbook. A format in TEXT has up to three parts, for what is above, below and at nought (ECMA-376,
# 18.8.31), and below nought the part alone tells how the sign is shown. Here the second part is taken for all numbers, and a minus
# put before it: TEXT(5,"0.00;-0.00") is -5.00 (5.00), of -5 it is --5.00 (-5.00), and in brackets -(5.00). "CR" and "DR"
# are DR for both. Microsoft's page on ACCRINT has 15.56 where interest is counted from the first date of interest; here 31.11, from the
# issue on, though FALSE was given. WORKDAY from a Saturday is an error, and so a bill of Saturday has no due date. (In brackets:
# Excel and formulon 0.18.0.)
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check formulas==1.3.4 numpy==2.3.5
cat >"$work/seen.py" <<'PY'
import sys

import formulas
import numpy


def expect(formula, described):
    value = numpy.asarray(formulas.Parser().ast(f"={formula}")[1].compile()()).ravel()[0]
    seen = f"{value:.2f}" if isinstance(value, float) else str(value)
    print(f"{formula}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


expect('TEXT(5,"0.00")', "5.00")
expect('TEXT(-5,"0.00")', "-5.00")
expect('TEXT(5,"0.00;-0.00")', "-5.00")
expect('TEXT(-5,"0.00;-0.00")', "--5.00")
expect('TEXT(5,"#,##0.00;(#,##0.00)")', "(5.00)")
expect('TEXT(-5,"#,##0.00;(#,##0.00)")', "-(5.00)")
expect('TEXT(5,"""CR"" 0.00;""DR"" 0.00")', "DR 5.00")
expect("ACCRINT(DATE(2008,3,5),DATE(2008,8,31),DATE(2008,5,1),0.1,1000,2,0,FALSE)*1.0", "31.11")
expect("WORKDAY(DATE(2026,11,27),1)-DATE(2026,11,27)", "3.00")
expect("WORKDAY(DATE(2026,11,28),1)", "#VALUE!")
PY
"$work/env/bin/python" "$work/seen.py"
