#!/usr/bin/env bash
# npm xlsx-extract 0.2.0 (a sheet written by exceljs 4.4.0): 5.5 % are 0.1, 19 % are 19, and 1 234.50 is a day in May 1903.
#
# The package reads sheets and rounds numbers as their format tells ("round floats per cell format", unless it is told not to). A
# percentage is kept as a fraction, of which Excel shows a hundred times as much with the format's decimals: 0.055 with 0.0% is 5.5 %
# (ECMA-376, 18.8.31). The package rounds the fraction itself to these decimals, 0.1, and with 0.00% a rate of 7.5 % is 0.07. Where the
# format is 0% it gives 19 and not 0.19, so that one column has both. For whole numbers, said to be rounded, it cuts: 1234.99 is
# 1234, which Excel shows as 1,235. A format with a blank between thousands, # ##0.00, as a third of Europe writes, passes for a date.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund xlsx-extract@0.2.0 exceljs@4.4.0 >/dev/null
cat >seen.mjs <<'JS'
import Excel from "exceljs";
import { XLSX } from "xlsx-extract";

const cells = [
  [0.055, "0.0%", 0.1],
  [0.075, "0.00%", 0.07],
  [0.19, "0.00%", 0.19],
  [0.19, "0%", 19],
  [1234.99, "#,##0", 1234],
  [-1234.99, "#,##0", -1234],
  [1234.99, "#,##0.00", 1234.99],
  [1234.5, "# ##0.00", "1903-05-18"],
];
const book = new Excel.Workbook();
const sheet = book.addWorksheet("Sheet1");
cells.forEach(([value, format], row) => {
  sheet.getCell(row + 1, 1).value = value;
  sheet.getCell(row + 1, 1).numFmt = format;
});
await book.xlsx.writeFile("written.xlsx");

const rows = [];
await new Promise((done, failed) => {
  new XLSX().extract("written.xlsx").on("row", (row) => rows.push(row)).on("error", failed).on("end", done);
});
cells.forEach(([value, format, described], row) => {
  const [read] = rows[row];
  const seen = read instanceof Date ? read.toISOString().slice(0, 10) : read;
  console.log(`${value} with the format ${format}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
});
JS
TZ=UTC node seen.mjs
