#!/usr/bin/env bash
# npm @jspreadsheet/formula 2.0.2: all expenses but the rent are 0, and none of them is counted.
#
# The package works out the formulas of Excel. In SUMIF, COUNTIF, SUMIFS, COUNTIFS and their likes a condition may begin with a sign
# of comparison, and <> is "not equal" (Excel's help on SUMIF). Here no value ever meets such a
# condition, of texts or of numbers, and the sum is 0 and no error; the average of nothing is not a number. The other signs, >=, < and
# =, are right. So a line "other expenses" is always empty. Texts are the same only in the same case, RENT is not rent, as it
# is in Excel.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @jspreadsheet/formula@2.0.2 >/dev/null
cat >seen.js <<'JS'
const formula = require("@jspreadsheet/formula");
const expect = (what, described) => {
  const seen = formula(what, cells);
  console.log(`${what}: ${seen}`);
  if (!Object.is(seen, described)) throw new Error(`no longer as described: ${described}`);
};
const cells = { A1: '"rent"', A2: '"travel"', A3: '"rent"', A4: '"post"', B1: 100, B2: 20, B3: 50, B4: 5 };
expect('SUMIF(A1:A4,"rent",B1:B4)', 150);
expect('SUMIF(A1:A4,"<>rent",B1:B4)', 0);
expect('SUM(B1:B4)-SUMIF(A1:A4,"rent",B1:B4)', 25);
expect('SUMIFS(B1:B4,A1:A4,"<>rent")', 0);
expect('COUNTIF(A1:A4,"<>rent")', 0);
expect('COUNTIFS(A1:A4,"<>rent")', 0);
expect('SUMIF(B1:B4,">=20")', 170);
expect('SUMIF(B1:B4,"<>20")', 0);
expect('AVERAGEIF(B1:B4,"<>20")', NaN);
expect('SUMIF(A1:A4,"RENT",B1:B4)', 0);
JS
node seen.js
