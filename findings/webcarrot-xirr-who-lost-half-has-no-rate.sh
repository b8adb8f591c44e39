#!/usr/bin/env bash
# npm @webcarrot/xirr 3.0.1: a thousand that became 500 in a year has no rate; by LibreOffice, which it follows, it is -50 %.
#
# Newton's steps begin at 10 % and may lead below -100 %, where no power is a number. LibreOffice then begins again from -99 %, -98 % and so on, and so is
# this package meant to, with its "max scans" of 200; but the condition for another round is the wrong way about, and the first round is the last, whatever
# is set. What falls by half in a year, or by a tenth in a month, ends in an error that advises more scans. A guess of -0.5 helps, which
# is to know the answer. The README: "It should give the same results as equivalents from LibreOffice Calc, MS Excel, Google Spreadsheet".
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @webcarrot/xirr@3.0.1 >/dev/null
cat >seen.js <<'JS'
const { xirr } = require("@webcarrot/xirr");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
const rate = (from, to, amount, ...options) => {
  const flows = [{ amount: -1000, date: new Date(from) }, { amount, date: new Date(to) }];
  try { return `${(xirr(flows, ...options) * 100).toFixed(2)} %`; } catch (error) { return error.message.split(".")[0]; }
};
const failed = "XIRR calculation failed";
expect("1000 become 1100 in a year", rate("2023-01-01", "2024-01-01", 1100), "10.00 %");
expect("1000 become 900 in a year", rate("2023-01-01", "2024-01-01", 900), "-10.00 %");
expect("1000 become 500 in a year", rate("2023-01-01", "2024-01-01", 500), failed);
expect("with ten thousand scans", rate("2023-01-01", "2024-01-01", 500, 0.1, 1e-10, 10000, 1000), failed);
expect("with a guess of -50 %", rate("2023-01-01", "2024-01-01", 500, -0.5), "-50.00 %");
expect("1000 become 900 in a month", rate("2023-01-01", "2023-01-31", 900), failed);
JS
node seen.js
