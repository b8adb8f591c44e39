#!/usr/bin/env bash
# npm hyperformula 3.5.0: the whole number below -8.90 is -8, and a treasury bill of a year yields 10.21 % instead of 9.96 %.
#
# The package works out the formulas of a workbook. INT goes down to the next whole number, also below nought: -9 (Excel, OpenFormula).
# MOD, which is defined by it as n - d * INT(n / d), does go down here: the rest of -8.9 by 1 is 0.10, and -8.9 less INT is -0.90.
# TBILLEQ is the yield that a bond with half-yearly interest would have. For more than 182 days that takes interest on interest: 100
# for 90.76 after 364 days are (1 + y/2) * (1 + (2 * 364/365 - 1) * y/2), so y is 9.96 %; here the half year is left out, and the yield is one
# of simple interest. DAYS360 makes the last day of February a 30th, says Microsoft, and then a 31st is one too: 28 February to
# 31 March are 30 days, here 31. (formulon 0.18.0, checked against Excel, has -9, 0.0996 and 30.)
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund hyperformula@3.5.0 >/dev/null
cat >seen.js <<'JS'
const { HyperFormula } = require("hyperformula");

function expect(formula, described) {
  const book = HyperFormula.buildFromSheets({ Sheet1: [["=" + formula]] }, { licenseKey: "gpl-v3" });
  const seen = book.getCellValue({ sheet: 0, row: 0, col: 0 }).toFixed(4);
  console.log(`${formula}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
}

expect("INT(8.9)", "8.0000");
expect("INT(-8.9)", "-8.0000");
expect("MOD(-8.9,1)", "0.1000");
expect("-8.9-INT(-8.9)", "-0.9000");
expect("TBILLEQ(DATE(2008,3,31),DATE(2008,6,1),0.0914)", "0.0942");
expect("TBILLEQ(DATE(2008,3,31),DATE(2009,3,30),0.0914)", "0.1021");
expect("DAYS360(DATE(2011,1,30),DATE(2011,3,31))", "60.0000");
expect("DAYS360(DATE(2011,2,28),DATE(2011,3,31))", "31.0000");
JS
node seen.js
