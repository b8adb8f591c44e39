#!/usr/bin/env bash
# npm archi 0.2.0: what is left of 5.50 after change in twos is 15, where it is 1.50.
#
# "Easy math with decimals": both numbers are multiplied by ten until they are whole, and the sum or difference is divided again. The
# rest of a division is not: `.mod(num)`, "current num % other num" by the README, returns it as many times too large as there were
# tenths or hundredths, and the package's own test wants it so (the rest of 0.3 by 0.2 is 1). Of 19.99 by 5 there are 499. Besides, the
# products are not whole: 0.14 * 100 is 14.000000000000002, and a cent and fourteen make the very kind of sum that the package is to
# avoid, as 36 more of the 5050 pairs of cents up to a dollar do. Math.round of the products is what is missing.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund archi@0.2.0 >/dev/null
cat >seen.js <<'JS'
const archi = require("archi");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
expect("7 mod 4", +archi.calc(7).mod(4), 3);
expect("5.50 mod 2", +archi.calc(5.5).mod(2), 15);
expect("19.99 mod 5", +archi.calc(19.99).mod(5), 498.9999999999998);
expect("0.10 + 0.20", +archi.calc(0.1).plus(0.2), 0.3);
expect("0.01 + 0.14", +archi.calc(0.01).plus(0.14), 0.15000000000000002);
let wrong = 0;
let pairs = 0;
for (let first = 1; first <= 100; first++) {
  for (let second = 1; second <= first; second++, pairs++) {
    if (+archi.calc(first / 100).plus(second / 100) !== (first + second) / 100) wrong++;
  }
}
expect("pairs of cents", pairs, 5050);
expect("wrong sums", wrong, 37);
JS
node seen.js
