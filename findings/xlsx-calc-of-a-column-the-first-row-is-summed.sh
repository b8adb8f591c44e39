#!/usr/bin/env bash
# npm xlsx-calc 0.9.2: SUMIF of a customer's three invoices is the first one, and who buys for less than 100 has no rebate but an error.
#
# The package works out the formulas of a workbook. What its functions give must be what OpenFormula (ODF 1.3, part 4) and Excel
# say, and HyperFormula 3.5.0 gives the values in brackets:
# - SUMIF over two columns looks at the first row alone: 10 (40). Over two rows it works. A criterion ">150" fits nothing: 0 (50).
# - VLOOKUP in a table of rebates from 0, 100 and 500 up finds no rebate of 0 for an order of 50: #N/A (0). That for 150 is found.
# - HLOOKUP finds "Rental" where exactly "Rent" is sought, since a text is enough that contains it: 5 (7).
# - AVERAGE divides by all that is no empty cell, a text too: of "none", 10 and 20 it is 10 (15).
# - FLOOR forgets its second argument: 12.37 down to five cents is 12 (12.35). ROUND takes half a refund's cent up: -0.12 (-0.13).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund xlsx-calc@0.9.2 >/dev/null
cat >seen.js <<'JS'
const calculate = require("xlsx-calc");

function expect(formula, rows, described) {
  const sheet = { "!ref": "A1:Z9", Z9: { f: formula } };
  rows.forEach((row, down) => row.forEach((v, right) => {
    sheet["ABC"[right] + (down + 1)] = { v, t: typeof v === "number" ? "n" : "s" };
  }));
  calculate({ SheetNames: ["Sheet1"], Sheets: { Sheet1: sheet } });
  const seen = sheet.Z9.t === "e" ? sheet.Z9.w : sheet.Z9.v;
  console.log(`${formula} of ${JSON.stringify(rows)}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
}

expect('SUMIF(A1:C1,"Smith",A2:C2)', [["Smith", "Jones", "Smith"], [10, 20, 30]], 40);
expect('SUMIF(A1:A3,"Smith",B1:B3)', [["Smith", 10], ["Jones", 20], ["Smith", 30]], 10);
expect('SUMIF(A1:C1,">150",A2:C2)', [[100, 200, 120], [10, 50, 30]], 0);
const rebates = [[0, 0], [100, 0.05], [500, 0.1]];
expect("VLOOKUP(150,A1:B3,2,TRUE)", rebates, 0.05);
expect("VLOOKUP(50,A1:B3,2,TRUE)", rebates, "#N/A");
expect('HLOOKUP("Rent",A1:B2,2,FALSE)', [["Rental", "Rent"], [5, 7]], 5);
expect("AVERAGE(A1:A3)", [["none"], [10], [20]], 10);
expect("FLOOR(A1,0.05)", [[12.37]], 12);
expect("ROUND(A1,2)", [[0.125]], 0.13);
expect("ROUND(A1,2)", [[-0.125]], -0.12);
JS
node seen.js
