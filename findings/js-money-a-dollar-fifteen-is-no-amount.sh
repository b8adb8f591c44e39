#!/usr/bin/env bash
# npm js-money 0.6.3: $1.15 is no amount of dollars; rounded down it is $1.14, and $0.07 rounded up $0.08.
#
# fromDecimal multiplies by a hundred and takes the product as it is: 1.15 * 100 is 114.99999999999999 in JavaScript, "not an integer" and so refused, and by
# the rounder "floor" 114; 0.07 * 100 is 7.000000000000001, with "ceil" 8. Of the ten thousand amounts up to a hundred dollars 1146 are refused, and 573 each
# are a cent off by floor and by ceil, though they have two decimals and nothing is to be rounded. "round" is right. The README: amounts "can be supplied either as
# integers or decimal numbers", an error only for more decimals than the currency has, and Math.ceil as a rounder for these.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund js-money@0.6.3 >/dev/null
cat >seen.js <<'JS'
const Money = require("js-money");
const made = (...given) => {
  try { return Money.fromDecimal(...given).toString(); } catch (error) { return error.message; }
};
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
expect("15.25", made(15.25, "USD"), "15.25");
expect("1.15", made(1.15, "USD"), "Amount must be an integer");
expect("1.15, floor", made(1.15, "USD", "floor"), "1.14");
expect("0.07, ceil", made(0.07, "USD", Math.ceil), "0.08");
expect("1.15, round", made(1.15, "USD", "round"), "1.15");
const wrong = (...rounder) => Array.from({ length: 10000 }, (_, at) => ((at + 1) / 100).toFixed(2)).filter((amount) => made(Number(amount), "USD", ...rounder) !== amount).length;
expect("of 10000 amounts refused", wrong(), 1146);
expect("of 10000 amounts a cent off by floor", wrong("floor"), 573);
expect("of 10000 amounts a cent off by ceil", wrong("ceil"), 573);
JS
node seen.js
