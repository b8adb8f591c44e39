#!/usr/bin/env bash
# npm bigunit 1.2.5: a debt of 1.20, rounded to tenths, is one of 1.10, and what is owed is rounded up to nothing.
#
# asPrecision with RoundingMethod.Nearest adds a half of the new unit and divides; BigInt division cuts towards zero, so below zero
# the half goes the wrong way and the cut adds another: 941 of the first thousand negative amounts in cents come out a unit too
# high, even one that needs no rounding. -19.99 is -19, -0.60 is 0, and 1.20 and -1.20 add up to a tenth. format, which has a rounding
# of its own, writes -20 and -1 for the same. Floor and Ceil heed the sign. With the half taken off below zero it is right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund bigunit@1.2.5 >/dev/null
cat >seen.js <<'JS'
const { BigUnit, RoundingMethod } = require("bigunit");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const nearest = (amount, decimals) => BigUnit.from(amount, 2).asPrecision(decimals, RoundingMethod.Nearest);
expect("1.20 to tenths", nearest("1.20", 1), "1.2");
expect("-1.20 to tenths", nearest("-1.20", 1), "-1.1");
expect("their sum", nearest("1.20", 1).add(nearest("-1.20", 1)), "0.1");
expect("19.99 to units", nearest("19.99", 0), "20");
expect("-19.99 to units", nearest("-19.99", 0), "-19");
expect("-19.99 by format", BigUnit.from("-19.99", 2).format(0), "-20");
expect("-0.60 to units", nearest("-0.60", 0), "0");
let wrong = 0;
for (let cents = 1; cents <= 1000; cents++) {
  const rounded = nearest(-cents / 100, 0).toNumber() * 100;
  if (Math.abs(rounded + cents) > 50) wrong++;
}
expect("of the first thousand, off by more than a half", wrong, 941);
JS
node seen.js
