#!/usr/bin/env bash
# npm pesa 1.1.13: 19 % of 10.05 are 1.91 and of -10.05 are -1.89, and 6 times 3 are 3.
#
# A product of two amounts is cut to the precision of the amount, towards zero, and where the first digit that was cut off is above
# four, one is added. Below zero that leads away from what was cut off: -1.9095 is cut to -1.90 and becomes -1.89, two units off. So
# with every precision: with the usual six digits it is the sixth, in a third of -33.333333. Multiplication, percent and conversion
# between currencies do it; half to even, which the README has as the rule, and half away from zero both make -1.91 of it. The functions
# PreciseNumber.mul and div subtract.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund pesa@1.1.13 >/dev/null
cat >seen.js <<'JS'
const { pesa, PreciseNumber } = require("pesa");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== described) throw new Error(`no longer as described: ${described}`);
};
const cents = (amount) => pesa(amount, { precision: 2, currency: "EUR" });
expect("19 % of 10.05", cents(10.05).percent(19).store, "1.91");
expect("19 % of -10.05", cents(-10.05).percent(19).store, "-1.89");
expect("-10.05 times 0.19", cents(-10.05).mul(0.19).store, "-1.89");
expect("10.05 euros in dollars", cents(10.05).to("USD", 1.17).store, "11.76");
expect("-10.05 euros in dollars", cents(-10.05).to("USD", 1.17).store, "-11.74");
expect("33.333333 times 0.333333", pesa(33.333333).mul(0.333333).store, "11.111100");
expect("-33.333333 times 0.333333", pesa(-33.333333).mul(0.333333).store, "-11.111098");
expect("exactly", (33333333n * 333333n).toString(), "11111099888889");
expect("6 times 3", PreciseNumber.mul(6, 3), "3");
expect("6 by 3", PreciseNumber.div(6, 3), "3");
JS
node seen.js
