#!/usr/bin/env bash
# npm @builttocreate/hot-formula-parser 5.0.2: a cell with the text 1,000 counts as 1, and 5% as 5.
#
# It "evaluates excel and mathematical formulas". In Excel a text that looks like a number is one wherever a number is wanted
# ("1,000"+5 is 1005, "5%"*100 is 5, and a date is its day), and SUM skips it. Here a text is read up to its first
# character that is no digit: two payouts of 1,000 and 1,250.50, as a CSV's cells are, make 2, by + and by SUM; a
# fee of 5% of 200 is 1000; and the day after 2026-11-15 is 2027. No error is raised, and texts without a comma are right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @builttocreate/hot-formula-parser@5.0.2 >/dev/null
cat >seen.js <<'JS'
const { Parser } = require("@builttocreate/hot-formula-parser");
const cells = { A1: "1,000", A2: "1,250.50", B1: "5%", C1: "2026-11-15", D1: "1000", D2: "1250.50" };
const parser = new Parser();
parser.on("callCellValue", (cell, done) => done(cells[cell.label]));
parser.on("callRangeValue", (start, end, done) => done([[cells[start.label]], [cells[end.label]]]));
function expect(formula, described) {
  const { error, result } = parser.parse(formula);
  console.log(`${formula}: ${error || JSON.stringify(result)}`);
  if (error || result !== described) throw new Error(`no longer as described: ${described}`);
}
expect("D1+D2", 2250.5);
expect("A1+A2", 2);
expect("SUM(A1:A2)", 2);
expect("A2-A1", 0);
expect("200*B1", 1000);
expect("C1+1", 2027);
JS
node seen.js
