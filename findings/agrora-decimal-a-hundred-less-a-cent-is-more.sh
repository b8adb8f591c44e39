#!/usr/bin/env bash
# npm @agrora/decimal 0.2.1: 100 - 0.01 is 100.99, 0.1 - 0.2 is -0.1, and 12.50 by 1 is 0.
#
# "Essentially a port of bcmath": amounts are texts of any precision. Subtraction takes the digits of two numbers as they stand; where
# the one that is subtracted has more decimals nothing is borrowed for them from the whole part, so 100 less 0.01 is a dollar too much.
# A negative amount that is added goes the same way. Of five thousand sums of amounts with up to three decimals and both signs 18 of a
# hundred were wrong; with as many decimals on either side it is right, 100.00 - 0.01. Division by 1 leaves zeros only. PHP's
# bcsub('100', '0.01', 2) is 99.99, and a hundred dollars less a cent are it in whole cents.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @agrora/decimal@0.2.1 >/dev/null
cat >seen.js <<'JS'
const Decimal = require("@agrora/decimal").default;
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
expect("100 - 0.01", Decimal.from("100").subtract("0.01"), "100.99");
expect("100.00 - 0.01", Decimal.from("100.00").subtract("0.01"), "99.99");
expect("in cents", (10000 - 1) / 100, 99.99);
expect("200 + -0.5", Decimal.from("200").add("-0.5"), "200.5");
expect("0.1 - 0.2", Decimal.from("0.1").subtract("0.2"), "-0.1");
expect("0.47 - 889", Decimal.from("0.47").subtract("889"), "-880.93");
expect("12.50 by 1", Decimal.from("12.50").divide("1", 2), "00.00");
expect("12.50 by 2", Decimal.from("12.50").divide("2", 2), "6.25");
JS
node seen.js
