#!/usr/bin/env bash
# PyPI hotxlfp 1.0.3: ROUND of a spreadsheet's formula rounds every second half cent down.
#
# It evaluates Excel's formulas, and Excel's ROUND (as OpenFormula's, and that of npm formulajs 1.0.8, after which such
# evaluators go) takes a half away from zero. Here a half goes to the even neighbour: tax of 5 % on 2.50 is 0.12 and on
# 7.50 it is 0.38, ROUND(2.5,0) is 2 and ROUND(1250,-2) is 1200. All of these halves are exact in binary, so that no
# float is to blame. And -2^2 is -4, where a spreadsheet negates first and has 4.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check hotxlfp==1.0.3 ply==3.11
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund formulajs@1.0.8 >/dev/null
cat >seen.py <<'PY'
import sys

from hotxlfp import Parser


def expect(formula, described):
    seen = Parser(debug=False).parse(formula)["result"]
    print(f"{formula}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


expect("ROUND(0.125,2)", 0.12)
expect("ROUND(0.375,2)", 0.38)
expect("ROUND(2.5,0)", 2)
expect("ROUND(-2.5,0)", -2)
expect("ROUND(3.5,0)", 4)
expect("ROUND(1250,-2)", 1200)
expect("-2^2", -4)
PY
env/bin/python seen.py
cat >seen.js <<'JS'
const { ROUND } = require("formulajs");
const seen = [ROUND(0.125, 2), ROUND(2.5, 0), ROUND(1250, -2)];
console.log(`elsewhere: ${seen}`);
if (String(seen) !== "0.13,3,1300") throw new Error("no longer as described: 0.13,3,1300");
JS
node seen.js
