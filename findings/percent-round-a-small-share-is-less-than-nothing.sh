#!/usr/bin/env bash
# npm percent-round 2.3.1: of sales of 5, 429, 248, 209 and 117 the first are -1 %.
#
# Percentages that are rounded one by one do not make 100, and the package takes one off, or adds one, where rounding went farthest. It
# passes over a share that would fall below nothing, but not where that is the first of the list: 0.4960 % are rounded to 0, which is
# farther than the others went, and one is taken off the 0. At the end of the list the same share stays 0. In a thousand lists of one
# small and four large shares there is about one. By the largest remainder (Hamilton) 0, 42, 24, 20 and 11 are filled up to 0, 42, 25, 21 and 12,
# and no share leaves the whole numbers next to it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund percent-round@2.3.1 >/dev/null
cat >seen.js <<'JS'
const percentRound = require("percent-round");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const largest = (amounts) => {
  const total = amounts.reduce((sum, amount) => sum + amount);
  const shares = amounts.map((amount) => Math.floor((amount * 100) / total));
  const rests = amounts.map((amount, at) => ({ at, rest: (amount * 100) % total })).sort((one, other) => other.rest - one.rest);
  const missing = 100 - shares.reduce((sum, share) => sum + share);
  rests.slice(0, missing).forEach(({ at }) => shares[at]++);
  return shares;
};
expect("small one first", percentRound([5, 429, 248, 209, 117]), [-1, 43, 25, 21, 12]);
expect("small one last", percentRound([429, 248, 209, 117, 5]), [42, 25, 21, 12, 0]);
expect("small one first, by the largest remainder", largest([5, 429, 248, 209, 117]), [0, 42, 25, 21, 12]);
expect("another", percentRound([49, 2462.75, 2462.75, 2462.75, 2562.75]), [-1, 25, 25, 25, 26]);
JS
node seen.js
