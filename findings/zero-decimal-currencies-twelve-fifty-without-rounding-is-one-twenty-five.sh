#!/usr/bin/env bash
# npm zero-decimal-currencies 1.6.0: 12.50 dollars, not rounded, are 125 cents, and 19.9 yen, rounded, are 19.
#
# The package turns amounts into the smallest unit that Stripe charges. With noRound, "truncates instead of rounding", it cuts the amount to
# two decimals and takes the point out of what is written; a number is written without the zeros at its end, so 12.50 becomes 125
# and 12.00 becomes 12: a tenth or a hundredth is charged. 12.55 is right, and its own fromSmallestUnit makes 1.25 of the 125. A yen is
# rounded by the rest of another division: below a hundred it hardly ever goes up, though 100.51 is 101 "(rounded up)" in the README. A
# refund, rounded, is nothing: whatever is below a cent is 0, and so is what is below 0.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund zero-decimal-currencies@1.6.0 >/dev/null
cat >seen.js <<'JS'
const { default: toSmallestUnit, fromSmallestUnit } = require("zero-decimal-currencies");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
const cut = (amount) => toSmallestUnit(amount, "USD", false, true);
expect("12.55 dollars, not rounded", cut(12.55), "1255");
expect("12.50 dollars, not rounded", cut(12.5), "125");
expect("12.00 dollars, not rounded", cut(12), "12");
expect("12.50 dollars, rounded", toSmallestUnit(12.5, "USD"), "1250");
expect("125 cents in dollars", fromSmallestUnit(125, "USD"), 1.25);
expect("-12.50 dollars", toSmallestUnit(-12.5, "USD"), "0");
for (const [amount, described] of [[100.51, "101"], [99.9, "100"], [19.9, "19"], [10.9, "10"], [1.9, "1"]])
  expect(`${amount} yen`, toSmallestUnit(amount, "JPY"), described);
JS
node seen.js
