#!/usr/bin/env bash
# npm largest-remainder-round 1.1.0: freight of 0.00 that is spread over the lines of an invoice makes them 100.00 dearer.
#
# spread(total, decimals) divides a total by the weights of an array so that the parts sum up to it: the README gives 100
# as the total that is taken where none is named. A total of nought counts as none named. Of a freight of 10.00 two equal
# lines bear 5.00 each, of 0.01 one bears 0.01, and of 0.00 they bear 50.00 each; so does a discount or a tax of nought.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund largest-remainder-round@1.1.0 >/dev/null
cat >seen.js <<'JS'
require("largest-remainder-round");
const expect = (what, seen, described) => {
  console.log(`${what}: ${JSON.stringify(seen)}`);
  if (JSON.stringify(seen) !== JSON.stringify(described)) throw new Error(`no longer as described: ${JSON.stringify(described)}`);
};
const lines = () => [{ sku: "A", net: 20 }, { sku: "B", net: 20 }];
const freight = (total) => lines().spread({ prop: "net", seats: total, decimals: 2, spreadTo: "freight" }).map((line) => line.freight);
expect("10.00", freight(10), [5, 5]);
expect("0.01", freight(0.01), [0.01, 0]);
expect("0.00", freight(0), [50, 50]);
expect("0 over plain weights", [1, 1].spread(0, 2), [50, 50]);
JS
node seen.js
