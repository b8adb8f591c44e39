#!/usr/bin/env bash
# npm readable-fractions 0.1.1: -2 3/4 are two thirds, -1/4, which it writes itself, is read as 1/4, and 1.5 as 0.2.
#
# "Converts decimals to human readable fractions, and fractions to decimals", of which the second "is precise". fractionToDecimal takes the
# minus for what stands between a whole number and a fraction, so that the parts are counted from the wrong end: -2 3/4 becomes 2/3,
# -3 nothing, and the sign of -1/4 and of -11/4, as toReadableFraction and formatReadableFraction write them, is lost. A point is taken
# for the same, and a price of 1.5 is a fifth. Bonds and timber are dealt in such fractions, and a fall of a quarter comes
# back as a rise of one. Nothing raises an error. Above nought 2 3/4 and 10 1/2 are right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund readable-fractions@0.1.1 >/dev/null
cat >seen.js <<'JS'
const { fractionToDecimal, toReadableFraction, formatReadableFraction } = require("readable-fractions");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
expect("1/4, its own example", fractionToDecimal("1/4"), 0.25);
expect("2 3/4", fractionToDecimal("2 3/4"), 2.75);
expect("10 1/2", fractionToDecimal("10 1/2"), 10.5);
expect("-2 3/4", fractionToDecimal("-2 3/4"), 2 / 3);
expect("-1 1/2", fractionToDecimal("-1 1/2"), 1);
expect("-3", fractionToDecimal("-3"), 0);
expect("1.5", fractionToDecimal("1.5"), 0.2);
for (const fall of [-0.25, -2.75]) {
  const written = formatReadableFraction(toReadableFraction(fall));
  expect(`${fall}, written`, written, fall === -0.25 ? "-1/4" : "-11/4");
  expect(`${written}, read`, fractionToDecimal(written), -fall);
}
JS
node seen.js
