#!/usr/bin/env bash
# npm fast-formula-parser 1.0.19: 1.10 rounded up to a tenth is 1.20, 19.99 cut to a tenth is 19, and a month after 31 January is 2 March.
#
# The README promises 280 functions of Excel. TRUNC takes the number of digits and cuts all of them off: TRUNC(1234.567, 2) is
# 1234.56 in Excel (ECMA-376, SpreadsheetML, TRUNC: truncated to the digits given) and 1234 here. ROUNDUP multiplies in floating
# point first, so that 1.1 is a bit more than eleven tenths and becomes twelve. EDATE of a month's last day is the last one of a
# shorter month (Excel's documentation, and OpenDocument's OpenFormula, EDATE), 29 February 2024, and here 2 March, so that
# what is due in a month is due in the next but one. DAYS360 makes the last day of a month a 30th where it begins (its
# documentation), from 29 February to 31 March 30 days, and 32 here. And DOLLAR(0.5, 0) is "$.", without a number.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund fast-formula-parser@1.0.19 >/dev/null
cat >seen.js <<'JS'
const FormulaParser = require("fast-formula-parser");
const parser = new FormulaParser();
const expect = (formula, described) => {
  const seen = parser.parse(formula, { sheet: "A", row: 1, col: 1 });
  console.log(`${formula}: ${seen}`);
  if (String(seen) !== described) throw new Error(`no longer as described: ${described}`);
};
expect("TRUNC(1234.567, 2)", "1234");
expect("TRUNC(-19.99, 1)", "-19");
expect("TRUNC(1234.567, -2)", "1234");
expect("ROUNDUP(1.1, 1)", "1.2");
expect("EDATE(DATE(2024, 1, 31), 1) - DATE(2024, 3, 2)", "0");
expect("EDATE(DATE(2024, 3, 31), -1) - DATE(2024, 3, 2)", "0");
expect("EOMONTH(DATE(2024, 1, 31), 1) - DATE(2024, 2, 29)", "0");
expect("DAYS360(DATE(2024, 2, 29), DATE(2024, 3, 31))", "32");
expect("DOLLAR(0.5, 0)", "$.");
JS
TZ=UTC node seen.js
