#!/usr/bin/env bash
# npm banknote 0.2.7: three milliard dollars are $-296.00, and five milliard $705,032,704.00.
#
# formatSubunitAmount takes an amount in cents as a number, and cuts it into whole units with "| 0", which turns a number into 32 bits.
# From 2147483648.00 on the whole part is another value, half of the time a negative one, and of that only the last three digits are written,
# for the thousands are cut off in the same manner by a loop that ends below 0. A number holds cents exactly up to ninety million
# million. The README has no limit. In rupiahs, which have cents here too, 2.1 milliard are some hundred and thirty thousand dollars.
# What is right is worked out below by Intl.NumberFormat.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund banknote@0.2.7 >/dev/null
cat >seen.js <<'JS'
const banknote = require("banknote");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
const dollars = banknote.formattingForLocale("en-US");
const right = (cents) => new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" }).format(cents / 100);
for (const [cents, described] of [[214748364799, "$2,147,483,647.99"], [214748364800, "$-648.00"], [300000000000, "$-296.00"], [500000000000, "$705,032,704.00"]]) {
  expect(`${cents} cents`, banknote.formatSubunitAmount(cents, dollars), described);
  console.log(`  right: ${right(cents)}`);
}
expect("2.5 milliard rupiahs", banknote.formatSubunitAmount(250000000000, banknote.formattingForLocale("id-ID")), "Rp-296,00");
JS
node seen.js
