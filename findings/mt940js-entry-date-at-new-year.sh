#!/usr/bin/env bash
# npm mt940js 1.3.5: the entry date of a bank statement takes the year of the value date.
#
# Field 61 has a value date with a year and an entry date without one, which the bank means as the nearest day. Money
# valued on 31 December and entered on 1 January is dated 364 days before it came. The library for Python (mt-940
# 5.1.1) finds the nearest day in both directions.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund mt940js@1.3.5 >/dev/null
cat >seen.js <<'JS'
const { Parser } = require("mt940js");
function expect(what, seen, as) {
  console.log(what + ": " + JSON.stringify(seen));
  if (JSON.stringify(seen) !== JSON.stringify(as)) {
    console.log("no longer as described: " + JSON.stringify(as));
    process.exitCode = 1;
  }
}

const entered = (dates) => {
  const text = [":20:STATEMENT", ":25:12345678/0000123456", ":28C:1/1", ":60F:C261230EUR100,00",
    ":61:" + dates + "C10,00NTRFNONREF", ":86:payout", ":62F:C270101EUR110,00", "-", ""].join("\r\n");
  return new Parser().parse(text)[0].transactions[0].entryDate.toISOString().slice(0, 10);
};
expect("valued 2026-12-31, entered 01-01", entered("2612310101"), "2026-01-01");
expect("valued 2026-01-01, entered 12-31", entered("2601011231"), "2026-12-31");
JS
node seen.js
