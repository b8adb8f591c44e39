#!/usr/bin/env bash
# npm ts-money 0.4.8: of a cent for 0, 1 and 1 the cent goes to the one whose share is 0.
#
# "Will divide the funds based on the ratio without loosing any pennies": shares are rounded down, and the cents that are left are given
# out one by one from the front, whoever stands there. Who has no part in a bill pays a cent of it, and a department that is closed
# bears a cent of each cost, as soon as it is first in the list and the others' shares do not come out even. By the largest remainder
# (Hamilton) the cents go to those who lost most by rounding, and never to 0, whose share is exact. Behind the others it is right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund ts-money@0.4.8 >/dev/null
cat >seen.js <<'JS'
const { Money } = require("ts-money");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const shares = (cents, ratios) => new Money(cents, "EUR").allocate(ratios).map(({ amount }) => amount);
expect("1 for 1 and 1", shares(1, [1, 1]), [1, 0]);
expect("1 for 0, 1 and 1", shares(1, [0, 1, 1]), [1, 0, 0]);
expect("100 for 0, 1 and 2", shares(100, [0, 1, 2]), [1, 33, 66]);
expect("100 for 1, 2 and 0", shares(100, [1, 2, 0]), [34, 66, 0]);
expect("5 for 0, 0, 30 and 70", shares(5, [0, 0, 30, 70]), [1, 0, 1, 3]);
let given = 0;
for (let cents = 1; cents <= 1000; cents++) given += shares(cents, [0, 1, 2])[0];
expect("of a thousand amounts for 0, 1 and 2, cents to 0", given, 667);
JS
node seen.js
