#!/usr/bin/env bash
# npm fast-xlsx-reader 0.3.1 (a sheet written by exceljs 4.4.0): a sale on 30 November at 14:00 is one of 1 December, and the text 2026-11-30 is in July 1905.
#
# The package reads sheets row by row, and a cell as a date with readCellAsDate(). A date is a number of days in Excel, and the time its
# fraction. Twelve hours are added to each, which keeps a day without a time on its day in most zones; a time of its own is half a day
# late, so that all of the afternoon is the next day's, and of the last of a month the next month's. A date that stands as a text is taken
# for a number as far as it has digits: of 2026-11-30 that is 2026, the 2026th day since 1900, and of 30/11/2026 it is the 30th day. The same
# goes for a column that a schema declares as Date. (openpyxl 3.1.5 reads the cell as 2026-11-30 14:00, and the texts as texts.)
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund fast-xlsx-reader@0.3.1 exceljs@4.4.0 >/dev/null
cat >seen.js <<'JS'
const Excel = require("exceljs");
const reader = require("fast-xlsx-reader");

const cells = [
  [new Date("2026-11-30T00:00:00Z"), "2026-11-30T12:00"],
  [new Date("2026-11-30T09:00:00Z"), "2026-11-30T21:00"],
  [new Date("2026-11-30T14:00:00Z"), "2026-12-01T02:00"],
  ["2026-11-30", "1905-07-18T12:00"],
  ["30/11/2026", "1900-01-29T12:00"],
];

(async () => {
  const book = new Excel.Workbook();
  const sheet = book.addWorksheet("Sheet1");
  sheet.addRow(["Sold"]);
  for (const [value] of cells) sheet.addRow([value]).getCell(1).numFmt = "yyyy-mm-dd hh:mm";
  await book.xlsx.writeFile("sales.xlsx");
  const rows = reader.createReader({ input: "sales.xlsx" });
  cells.forEach(([value, described], at) => {
    const seen = rows.readCellAsDate(0, at + 1).toISOString().slice(0, 16);
    console.log(`${value instanceof Date ? value.toISOString().slice(0, 16) : JSON.stringify(value)}: ${seen}`);
    if (seen !== described) throw new Error(`no longer as described: ${described}`);
  });
  rows.destroy();
})().catch((wrong) => {
  console.error(wrong.message);
  process.exit(1);
});
JS
TZ=UTC node seen.js
