#!/usr/bin/env bash
# npm scientific-to-decimal 1.1.1: 1.5e+25 is written with two noughts too few, 1.23456e+21 with two too many.
#
# The package writes a number with an exponent as its digits. Of those behind the point it counts one, and the point and the digit
# before it as two more: right for the README's 4.345e+21, since three digits happen to be three, and for no other count. One digit
# behind the point makes the number a hundred times too small, two ten times, five a hundred times too large. A minus is lost, too.
# The numbers are those of amounts in the smallest units of tokens, where 18 decimals are usual. Without a point it is right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund scientific-to-decimal@1.1.1 >/dev/null
cat >seen.js <<'JS'
const scientificToDecimal = require("scientific-to-decimal");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const ratio = (number) => Number((Number(scientificToDecimal(number)) / number).toPrecision(6));
expect("1e+25", scientificToDecimal(1e25), "10000000000000000000000000");
expect("4.345e+21", scientificToDecimal(4.345e21), "4345000000000000000000");
expect("1.5e+25", scientificToDecimal(1.5e25), "150000000000000000000000");
expect("1.5e+25 by its text", ratio(1.5e25), 0.01);
expect("1.25e+25 by its text", ratio(1.25e25), 0.1);
expect("1.23456e+21 by its text", ratio(1.23456e21), 100);
expect("-4.345e+21", scientificToDecimal(-4.345e21), "4345000000000000000000");
JS
node seen.js
