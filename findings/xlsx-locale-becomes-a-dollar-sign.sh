#!/usr/bin/env bash
# npm xlsx 0.18.5: a number whose format names a language but no currency comes out in dollars.
#
# [$€-407] in a number format is the euro sign as Germans write it, and [$-407] is German without any sign (ECMA-376, number
# formats: the symbol before the hyphen may be left out). Spreadsheets write the latter into columns that were formatted in
# another language. Here a missing symbol is "$": pieces of stock and amounts in euros become $1235 and $1,234.50 in
# sheet_to_csv(), and whoever posts that CSV has dollars. Dates of the same form are read rightly.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund xlsx@0.18.5 >/dev/null
cat >seen.js <<'JS'
const { read, write, utils } = require("xlsx");
function expect(what, seen, as) {
  console.log(what + ": " + JSON.stringify(seen));
  if (JSON.stringify(seen) !== JSON.stringify(as)) {
    console.log("no longer as described: " + JSON.stringify(as));
    process.exitCode = 1;
  }
}

function told(value, format) {
  const book = utils.book_new();
  utils.book_append_sheet(book, { "!ref": "A1", A1: { t: "n", v: value, z: format } }, "Sheet");
  const again = read(write(book, { type: "buffer", bookType: "xlsx" }));
  return utils.sheet_to_csv(again.Sheets.Sheet, { FS: ";" });
}
expect("no language", told(1234.5, "#,##0.00"), "1,234.50");
expect("German, euros", told(1234.5, "[$€-407]#,##0.00"), "€1,234.50");
expect("German, no currency", told(1234.5, "[$-407]#,##0.00"), "$1,234.50");
expect("pieces", told(1235, "[$-409]0"), "$1235");
expect("Russian, behind", told(1234.5, "#,##0.00\\ [$-419]"), "1,234.50 $");
expect("German day", told(46341, "[$-407]yyyy\\-mm\\-dd"), "2026-11-15");
JS
node seen.js
