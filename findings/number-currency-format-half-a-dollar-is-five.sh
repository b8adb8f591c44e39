#!/usr/bin/env bash
# npm number-currency-format 1.0.10: $0.5 are five dollars, and its own -12.5 comes back as -125.
#
# unformat "reads the number out of a string that looks like a price". A point is taken for decimals when two digits follow it, or when
# it is the only mark before the first digit that is not 0. One digit after the point is neither: the point is left out and the price is
# ten times as high, with or without a currency, with a comma or a point. So are the texts that the package writes itself with one
# decimal or AS_IS, which "preserves the decimal depth". Where thousands are grouped all is right, 1,234.5, for the two marks differ.
# An amount of three or more digits after the point can be read in two ways; one digit after it is in no country a group of thousands.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund number-currency-format@1.0.10 >/dev/null
cat >seen.js <<'JS'
const { format, unformat } = require("number-currency-format");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
for (const [text, described] of [["$1.50", 1.5], ["$1,234.5", 1234.5], ["$0.5", 5], ["$1.5", 15], ["1,5 €", 15], ["$1234.5", 12345]])
  expect(text, unformat(text), described);
const written = format(-12.5, { currency: "€", showDecimals: "AS_IS" });
expect("written", written, "-12.5 €");
expect("read again", unformat(written), -125);
expect("0.5 with one decimal, read again", unformat(format(0.5, { decimalsDigits: 1, currency: "$", currencyPosition: "LEFT" })), 5);
JS
node seen.js
