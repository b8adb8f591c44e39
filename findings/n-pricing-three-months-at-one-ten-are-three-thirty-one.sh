#!/usr/bin/env bash
# npm @financial-times/n-pricing 7.1.0: a subscription of £1.10 a month is £3.31 a quarter and £13.21 a year.
#
# The README has big.js "to handle decimal arithmetic", val*3 and val*12 for these two, and ROUND_UP for what is rounded. The product is made before big.js
# is asked, by JavaScript's own multiplication: 1.1 * 3 is 3.3000000000000003, and the last digit, which is not there, rounds the price up to the next penny. Of the
# thousand prices up to £10 161 are a penny too dear by the quarter, as many by the year, and as many of a quarter's price by the year. £3.30 and
# £13.20 are exact, and nothing is to be rounded.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @financial-times/n-pricing@7.1.0 >/dev/null
cat >seen.js <<'JS'
const { Monthly, Quarterly } = require("@financial-times/n-pricing");
const price = (Kind, value, period) => new Kind({ value, symbol: "£" }).getAmount(period);
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
expect("1.00 a month by the quarter", price(Monthly, 1, "quarterly"), "£3.00");
expect("1.10 a month by the quarter", price(Monthly, 1.1, "quarterly"), "£3.31");
expect("1.10 a month by the year", price(Monthly, 1.1, "yearly"), "£13.21");
expect("1.10 a quarter by the year", price(Quarterly, 1.1, "yearly"), "£4.41");
const pence = (text) => Math.round(Number(text.replace(/[£,]/g, "")) * 100);
const dearer = (Kind, period, times) => Array.from({ length: 1000 }, (_, at) => at + 1).filter((penny) => pence(price(Kind, penny / 100, period)) === penny * times + 1).length;
expect("of 1000 months dearer by the quarter", dearer(Monthly, "quarterly", 3), 161);
expect("of 1000 months dearer by the year", dearer(Monthly, "yearly", 12), 161);
expect("of 1000 quarters dearer by the year", dearer(Quarterly, "yearly", 4), 161);
JS
node seen.js
