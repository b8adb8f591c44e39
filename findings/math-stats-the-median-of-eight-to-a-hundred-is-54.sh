#!/usr/bin/env bash
# npm math-stats 0.3.1: the median of 8, 9, 10 and 100 is 54, and that of 1, 2 and 10 is 10.
#
# The values are sorted before the middle is taken, but by sort() without a comparison, and so as text: 10 and 100 come before 8. For
# the prices 8, 9, 10 and 100 the middle two are then 100 and 8, and their mean is 54; of 1, 2 and 10 the median is 10. As long as all
# values have the same number of digits before the point it is right, which the README's example (1, 2, 3) has. Below, all sets of three
# different values up to twenty. mean, variance and mode are right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund math-stats@0.3.1 >/dev/null
cat >seen.js <<'JS'
const stats = require("math-stats");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
expect("1, 2, 3", stats.median([1, 2, 3]), 2);
expect("1, 2, 10", stats.median([1, 2, 10]), 10);
expect("8, 9, 10, 100", stats.median([8, 9, 10, 100]), 54);
expect("9.90, 12.50, 100.00", stats.median([9.9, 12.5, 100]), 12.5);
expect("9.90, 10.50, 110.00", stats.median([9.9, 10.5, 110]), 110);
let sets = 0;
let wrong = 0;
for (let low = 1; low <= 20; low++) {
  for (let middle = low + 1; middle <= 20; middle++) {
    for (let high = middle + 1; high <= 20; high++, sets++) if (stats.median([low, middle, high]) !== middle) wrong++;
  }
}
expect("sets of three up to twenty", sets, 1140);
expect("wrong", wrong, 835);
JS
node seen.js
