#!/usr/bin/env bash
# npm ezmoney 1.0.3: a dollar shared by 29 and 71 is shared by 28 and 72 cents.
#
# allocate promises that the shares add up to the whole, and they do; what a division leaves over goes to the next share. Here nothing
# is left over, but the weight is divided by the sum of the weights before it is multiplied: 29 / 100 * 100 is 28.999999999999996 in
# binary, its whole part is 28, and the last share takes the cent. The same befalls 57 and 58 of 100, and 57 % and 69 % of 100.00. The
# README names floating-point arithmetic as the reason why there is such a library. Cents times the weight first, in whole numbers,
# are exact, as in the loop below.
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
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const shares = (cents, weights) => money.allocate(money.create(cents, "USD", 2), weights).map(({ amount }) => amount);
expect("100 by 30 and 70", shares(100, [30, 70]), [30, 70]);
expect("100 by 29 and 71", shares(100, [29, 71]), [28, 72]);
expect("10000 by 57 and 43", shares(10000, [57, 43]), [5699, 4301]);
const wrong = (cents) => {
  const found = [];
  for (let weight = 1; weight < 100; weight++) if (shares(cents, [weight, 100 - weight])[0] !== (cents * weight) / 100) found.push(weight);
  return found;
};
expect("percents of 100 that are not exact", wrong(100), [29, 57, 58]);
expect("percents of 10000 that are not exact", wrong(10000), [57, 69]);
JS
node seen.js
