#!/usr/bin/env bash
# npm nodenab 1.2.1: bills of 1.10 and 2.95 reais add up to 4.50, and what has three decimals gets a digit too many.
#
# The package writes and reads the files of Brazilian banks (CNAB). An amount is a field such as 9(8)V9(2), eight digits and two
# decimals. A number with more than two decimals is rounded, which the sum of two floats often is: 1.1 + 2.95 is 4.050000000000001
# in JavaScript. Its decimals are then rounded as a whole number, 5 of 050000000000001, and noughts are put behind, not in
# front: 4.50. Of all sums of two amounts below ten that have cents, each 56th is wrong so. Decimals that round up make a third
# digit: 1.996 is 1.100, eleven digits for ten, and what follows in the record moves on by one. A number read from a field of
# 20 digits, such as the bank's number of the bill, has other digits than the field.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund nodenab@1.2.1 >/dev/null
cat >seen.js <<'JS'
const Picture = require("nodenab/dist/Format/Picture");
const expect = (what, seen, described) => {
  console.log(`${what}: ${JSON.stringify(seen)}`);
  if (JSON.stringify(seen) !== JSON.stringify(described)) throw new Error(`no longer as described: ${JSON.stringify(described)}`);
};
const written = (amount) => Picture.encode(amount, "9(8)V9(2)");
expect("4.05", written(4.05), "0000000405");
expect("1.10 + 2.95", written(1.1 + 2.95), "0000000450");
expect("0.70 + 0.35", written(0.7 + 0.35), "0000000150");
expect("1.996", written(1.996), "00000001100");
let wrong = 0;
for (let one = 1; one < 1000; one += 1) {
  for (let other = 1; other < 1000; other += 1) {
    if (written(one / 100 + other / 100) !== String(one + other).padStart(10, "0")) wrong += 1;
  }
}
expect("wrong of 998001 sums", wrong, 17684);
expect("20 digits read", String(Picture.decode("00012345678901234567", "9(20)")), "12345678901234568");
JS
node seen.js
