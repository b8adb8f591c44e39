#!/usr/bin/env bash
# npm ezmoney 1.0.3: a refund of 1.99 in whole dollars is -3, one of 2.50 is -4, a payment of 1.99 is 2.
#
# setPrecision, multiply and divide take the whole number below an amount, which for a refund is the one farther from zero, and a rest that
# is counted from the one nearer to zero; the rounding functions want both from one side. So wherever a refund has to be rounded it is up
# to two units too large: 19 % of -10.01 are -1.91 and of 10.01 are 1.90, a third of -10.00 is -3.34. fromNumber counts the rest from
# below, and so turns round what looks at zero: -1.2 towards zero is -2, away from it -1. By IEEE 754, and Excel's ROUND, ROUNDUP and
# ROUNDDOWN, each rounds to what the payment is rounded to, with its sign; half to even, the default, is the same on both sides.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund ezmoney@1.0.3 >/dev/null
cat >seen.js <<'JS'
const money = require("ezmoney");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
const cents = (amount) => money.create(amount, "USD", 2);
const dollars = (amount) => money.setPrecision(cents(amount), 0).amount;
for (const [amount, described] of [[199, 2], [250, 2], [110, 1], [-200, -2], [-199, -3], [-250, -4], [-110, -2]])
  expect(`${amount} cents in dollars`, dollars(amount), described);
expect("19 % of 1001", money.multiply(cents(1001), 19, 2).amount, 190);
expect("19 % of -1001", money.multiply(cents(-1001), 19, 2).amount, -191);
expect("a third of 1000", money.divide(cents(1000), 3, 0).amount, 333);
expect("a third of -1000", money.divide(cents(-1000), 3, 0).amount, -334);
const number = (value, way) => money.fromNumber(value, "USD", 0, money[way]).amount;
expect("-1.2 towards zero", number(-1.2, "roundTowardsZero"), -2);
expect("-1.2 away from zero", number(-1.2, "roundAwayFromZero"), -1);
JS
node seen.js
