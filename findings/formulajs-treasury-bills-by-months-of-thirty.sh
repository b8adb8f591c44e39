#!/usr/bin/env bash
# npm @formulajs/formulajs 4.6.1: a Treasury bill has a day less than in Microsoft's own example, and costs 250.00 more a million.
#
# A discount of 9 % a year from 31 March to 1 June 2008 is one of 62 days: 98.45 (ECMA-376, SpreadsheetML's TBILLPRICE), 9.1417 %
# and, at 9.14 %, 9.4151 % (Excel's documentation of TBILLYIELD and TBILLEQ). The package counts every month as thirty days, as
# its DAYS360 does and none of the three says, 61 here: 98.475, 9.2916 % and 9.4127 %. And of the example of DB, 1,000,000
# written off over six years of which the first has seven months, the first six amounts are right and the last, 15,845.10 in Excel's
# documentation, is #NUM!: a loop over the years ends in an error, and those five months are never written off.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @formulajs/formulajs@4.6.1 >/dev/null
cat >seen.js <<'JS'
const { DB, TBILLEQ, TBILLPRICE, TBILLYIELD } = require("@formulajs/formulajs");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== described) throw new Error(`no longer as described: ${described}`);
};
const [settled, due] = [new Date(2008, 2, 31), new Date(2008, 5, 1)];
expect("price", TBILLPRICE(settled, due, 0.09).toFixed(3), "98.475");
expect("yield", TBILLYIELD(settled, due, 98.45).toFixed(6), "0.092916");
expect("like a bond", TBILLEQ(settled, due, 0.0914).toFixed(6), "0.094127");
const written = [1, 2, 3, 4, 5, 6].map((year) => DB(1000000, 100000, 6, year, 7).toFixed(2));
expect("written off", written.join(" "), "186083.33 259639.42 176814.44 120410.64 81999.64 55841.76");
expect("the last five months", DB(1000000, 100000, 6, 7, 7), "Error: #NUM!");
JS
TZ=UTC node seen.js
