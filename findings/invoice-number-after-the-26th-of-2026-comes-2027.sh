#!/usr/bin/env bash
# npm invoice-number 2.0.1: after the invoice 2026/026 comes 2027, after INV-2026-2 comes INV-3, and after INV-99 comes INV-00.
#
# "Generate invoice number sequentially": the text after the last stroke is counted up and put behind what stood before it. The package
# looks for that text from the left, and 026 is found in 2026 first: the year is cut there, 2 and 027 are the next number. Every
# invoice whose number stands in its year, or in another part, loses what lies between: 12 of 12/2026/12 leaves 13. The VAT directive
# asks for a sequential number that names one invoice only (Article 226 (2)). Where all digits are nines there is no carry: after 99
# comes 00, and the numbers of the first hundred are given out again.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund invoice-number@2.0.1 >/dev/null
cat >seen.js <<'JS'
const { InvoiceNumber } = require("invoice-number");
const expect = (last, described) => {
  const seen = InvoiceNumber.next(last);
  console.log(`after ${last}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
expect("2026/025", "2026/026");
expect("2026/026", "2027");
expect("2026-26", "2027");
expect("INV-2026-1", "INV-2026-2");
expect("INV-2026-2", "INV-3");
expect("12/2026/11", "12/2026/12");
expect("12/2026/12", "13");
expect("INV-98", "INV-99");
expect("INV-99", "INV-00");
JS
node seen.js
