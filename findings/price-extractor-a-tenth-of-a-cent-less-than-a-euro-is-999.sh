#!/usr/bin/env bash
# npm price-extractor 2.1.1: "0,999 €" is 999 euros, "$0.999" 999 dollars, and petrol at 1,659 € a litre costs 1659.
#
# The library "can handle all kinds of thousands and cents delimiters". For a currency without three decimals a point or comma before three
# digits is always one of thousands, also where only a nought stands before it, with which no group of thousands begins. One and two digits
# after it are decimals, so 0,99 € is right and 0,999 € a thousand times too much; with four there is no price at all. For dinars, which
# have three decimals, version 2.1 reads 0.125 rightly. 1,659 by itself may be read in two ways, but a price below one in only one.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund price-extractor@2.1.1 >/dev/null
cat >seen.js <<'JS'
const { searchPriceAndCode } = require("price-extractor");
const expect = (text, described) => {
  const { price, code } = searchPriceAndCode(text);
  console.log(`${text}: ${price} ${code}`);
  if (`${price} ${code}` !== described) throw new Error(`no longer as described: ${described}`);
};
expect("0,99 €", "0.99 EUR");
expect("0,999 €", "999 EUR");
expect("0.999 EUR", "999 EUR");
expect("$0.999", "999 USD");
expect("$0.125", "125 USD");
expect("0.125 KWD", "0.125 KWD");
expect("1,659 €", "1659 EUR");
JS
node seen.js
