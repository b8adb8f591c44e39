#!/usr/bin/env bash
# npm money-math 2.6.3: of an amount below zero, the tax, the share and the coin rounding are wrong, at times in sign.
#
# The README promises results "rounded to the whole cent". Quotients are cut towards zero and a cent is then added where
# the digits cut off are 50 or more, whatever the sign: 5 % of 19.99 is 1.00 and 5 % of -19.99 is -0.98, so a refund
# gives back two cents less tax than the sale had taken. A third of -2.00 is -0.65, 5 % of -0.10 is +0.01, and the
# rounding to five cents, as tills of cash do it, turns a refund of 0.03 into 0.05 to be paid, and -10.03 into -9.95.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund money-math@2.6.3 >/dev/null
cat >seen.js <<'JS'
const { mul, div, percent, roundTo5Cents } = require("money-math");
function expect(what, seen, as) {
  console.log(what + ": " + JSON.stringify(seen));
  if (JSON.stringify(seen) !== JSON.stringify(as)) {
    console.log("no longer as described: " + JSON.stringify(as));
    process.exitCode = 1;
  }
}

const both = (amount, of) => [of(amount), of("-" + amount)];
expect("times 0.05", both("19.99", (one) => mul(one, "0.05")), ["1.00", "-0.98"]);
expect("a third", both("2.00", (one) => div(one, "3.00")), ["0.67", "-0.65"]);
expect("5 %", both("0.10", (one) => percent(one, "5.00")), ["0.01", "0.01"]);
expect("10.03 to five cents", both("10.03", roundTo5Cents), ["10.05", "-9.95"]);
expect("0.03 to five cents", both("0.03", roundTo5Cents), ["0.05", "0.05"]);
JS
node seen.js
