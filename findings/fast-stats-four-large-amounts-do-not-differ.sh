#!/usr/bin/env bash
# npm fast-stats 0.0.7: four amounts of a thousand million, three to six apart, have a standard deviation of nothing.
#
# The package keeps the sum of the values and the sum of their squares, and takes the one's square from the other. Squares of values
# above a hundred million have more digits than a number holds, and their difference is what is left of the rounding: 0 here, where
# it is 4.74, or at other times far more than the values differ by. With it go the margin of error and the confidence band. Yen, rupiah
# or cents of a large firm's turnover have such sizes. Welford's way of adding up, or taking off the mean first, has no such loss.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund fast-stats@0.0.7 >/dev/null
cat >seen.js <<'JS'
const { Stats } = require("fast-stats");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const from = (base) => new Stats().push(base + 4, base + 7, base + 13, base + 16);
const deviation = (base) => from(base).stddev().toFixed(2);
expect("4, 7, 13, 16", deviation(0), "4.74");
expect("a million more", deviation(1e6), "4.74");
expect("a thousand million more", deviation(1e9), "0.00");
expect("their mean", from(1e9).amean(), 1000000010);
expect("their margin of error", from(1e9).moe(), 0);
JS
node seen.js
