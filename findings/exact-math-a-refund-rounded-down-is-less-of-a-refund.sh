#!/usr/bin/env bash
# npm exact-math 2.2.3: -2.50 rounded down is -2, and -2.50 rounded up is -3.
#
# "Rounded up when ceil or rounded down when floor" and, as it says, in the place of Math.round for tens, hundreds, tenths and hundredths. The sign is
# taken off first, and put on again at the end: floor of a negative amount goes up to nought and ceil away from it, for every number of places,
# the other way round than Math.floor and Math.ceil and the functions of SQL. For amounts above nought both are right; round is too. The README's
# table and samples have no negative number.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund exact-math@2.2.3 >/dev/null
cat >seen.js <<'JS'
const { ceil, floor, round } = require("exact-math");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
expect("floor 2.5", floor(2.5), Math.floor(2.5));
expect("ceil 2.5", ceil(2.5), Math.ceil(2.5));
expect("floor -2.5", floor(-2.5), -2);
expect("Math.floor -2.5", Math.floor(-2.5), -3);
expect("ceil -2.5", ceil(-2.5), -3);
expect("Math.ceil -2.5", Math.ceil(-2.5), -2);
expect("floor -19.998 to cents", floor(-19.998, -2), -19.99);
expect("ceil -19.992 to cents", ceil(-19.992, -2), -20);
expect("floor -12345 to hundreds", floor(-12345, 3), -12300);
expect("round -2.6", round(-2.6), -3);
JS
node seen.js
