#!/usr/bin/env bash
# npm bi-fraction 1.2.1: 2.51, rounded to the nearest with halves to the even, is 2, and 1.0051 is 1.00.
#
# The README says that the nine rounding modes are those of bignumber.js and decimal.js. In the four that round halves down, to the
# even, up or down by the sign, a tie is told by the one digit that follows: each number with a 5 there counts as a half, whatever comes
# behind it. So 2.5 to 2.6 all go to 2, -1.0051 and 1.0051 lose a cent, and nine in a hundred amounts with two more digits than are
# asked for are off by one, and half as many with bankers' rounding; halves up is right, as nothing behind the 5 matters there. What is
# missing is a look at the rest of the fraction, which the package has exactly. Below, bignumber.js and 1000 amounts.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts bi-fraction@1.2.1 bignumber.js@11.1.5 >/dev/null
cat >seen.js <<'JS'
const { Fraction, RoundingMode } = require("bi-fraction");
const BigNumber = require("bignumber.js");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const rounded = (number, decimals, mode) => new Fraction(number).toFixed(decimals, { roundingMode: RoundingMode[mode] });
expect("2.5 half even", rounded(2.5, 0, "ROUND_HALF_EVEN"), "2");
expect("2.51 half even", rounded(2.51, 0, "ROUND_HALF_EVEN"), "2");
expect("2.51 half even by bignumber.js", new BigNumber(2.51).toFixed(0, BigNumber.ROUND_HALF_EVEN), "3");
expect("2.599 half down", rounded(2.599, 0, "ROUND_HALF_DOWN"), "2");
expect("1.0051 half even", rounded(1.0051, 2, "ROUND_HALF_EVEN"), "1.00");
expect("2.51 half up", rounded(2.51, 0, "ROUND_HALF_UP"), "3");
for (const [mode, wrong] of [["HALF_UP", 0], ["HALF_DOWN", 90], ["HALF_EVEN", 45], ["HALF_CEIL", 0], ["HALF_FLOOR", 90]]) {
  let count = 0;
  for (let thousandths = 1; thousandths <= 1000; thousandths++) {
    const amount = `1.${String(thousandths - 1).padStart(3, "0")}`;
    const by = new BigNumber(amount).toFixed(1, BigNumber[`ROUND_${mode}`]);
    if (rounded(amount, 1, `ROUND_${mode}`) !== by) count++;
  }
  expect(`${mode}: wrong of 1.000 to 1.999, to tenths`, count, wrong);
}
JS
node seen.js
