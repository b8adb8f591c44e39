#!/usr/bin/env bash
# npm hare-niemeyer 3.0.0: of 100 shares of a cost 99 are given out, and one of NaN to a party "undefined".
#
# By the largest remainder each has the whole part of its share, and what is left goes to those whose fractions are largest. The
# fractions are sorted as texts, which is right as long as they are written 0.5 and 0.25; one below a millionth is written 1e-7, and
# stands behind 0.9. Revenues of 5,000,000.01, 2,549,999.99 and 2,450,000.00, in cents, have 50.0000001, 25.4999999 and 24.5 of 100:
# the last is due the hundredth, but it must be larger than the second in the list, which is itself. So nobody gets it, it is
# drawn by lot among nobody, and the result has a party without a name. In whole euros it is right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund hare-niemeyer@3.0.0 >/dev/null
cat >seen.mjs <<'JS'
import hareNiemeyer from "hare-niemeyer";
const expect = (what, seen, described) => {
  console.log(`${what}: ${JSON.stringify(seen)}`);
  if (JSON.stringify(seen) !== JSON.stringify(described)) throw new Error(`no longer as described: ${JSON.stringify(described)}`);
};
const shares = (north, east, south) => hareNiemeyer({ north, east, south }, 100);
expect("in euros", shares(5000000, 2549999, 2450001), { north: 50, east: 25, south: 25 });
const seen = shares(500000001, 254999999, 245000000);
expect("in cents", seen, { north: 50, east: 25, south: 24, undefined: null });
expect("given out", seen.north + seen.east + seen.south, 99);
expect("sorted", [24.5, 25.4999999, 50.0000001].map((share) => Number((share % 1).toFixed(12))).sort(), [0.4999999, 0.5, 1e-7]);
JS
node seen.mjs
