#!/usr/bin/env bash
# npm formula 3.18.0: MOD(-7, 3) is -1, FLOOR(-2.5, 1) is -2 and ROUND(1.005, 2) is 1; in every spreadsheet they are 2, -3 and 1.01.
#
# A library of "spreadsheet-like expressions". A spreadsheet's MOD has the sign of the divisor, and its FLOOR goes down with a negative number too
# (OpenFormula and Excel's help): here MOD is JavaScript's %, whose sign is the dividend's, and FLOOR cuts towards nought, so that
# FLOOR and CEILING of -2.5 are one. INT of the same package goes down, -3. ROUND is toFixed, which rounds the binary number: of the amounts below
# a hundred that end in half a cent 48 in a hundred lose it; a negative number of places, ROUND(1234.5, -2), is an error.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund formula@3.18.0 >/dev/null
cat >seen.js <<'JS'
const { run } = require("formula");
const expect = (expression, described, right) => {
  let seen;
  try { seen = run(expression); } catch (error) { seen = error.name; }
  console.log(`${expression}: ${seen}, in a spreadsheet ${right}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
expect("MOD(7, 3)", 1, 1);
expect("MOD(-7, 3)", -1, 2);
expect("INT(-2.5)", -3, -3);
expect("CEILING(-2.5, 1)", -2, -2);
expect("FLOOR(-2.5, 1)", -2, -3);
expect("ROUND(2.5, 0)", 3, 3);
expect("ROUND(1.005, 2)", 1, 1.01);
expect("ROUND(8.345, 2)", 8.35, 8.35);
expect("ROUND(1234.5, -2)", "RangeError", 1200);
JS
node seen.js
