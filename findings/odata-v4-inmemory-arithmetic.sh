#!/usr/bin/env bash
# npm odata-v4-inmemory 0.1.9 (on odata-v4-parser 0.1.29): arithmetic is grouped from the right, whatever the operator.
#
# OData has mul, div and mod before add and sub, and equal ones from the left. Here everything after the first operator
# is its right side: 10 sub 2 sub 3 is 10 - (2 - 3) = 11, and 3 mul 2 add 3 is 3 * (2 + 3) = 15.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund odata-v4-inmemory@0.1.9 odata-v4-parser@0.1.29 >/dev/null
cat >seen.js <<'JS'
const { createFilter } = require("odata-v4-inmemory");
function expect(what, seen, as) {
  console.log(what + ": " + JSON.stringify(seen));
  if (JSON.stringify(seen) !== JSON.stringify(as)) {
    console.log("no longer as described: " + JSON.stringify(as));
    process.exitCode = 1;
  }
}

const holds = (filter, record) => createFilter(filter)(record);
expect("10 sub 2 sub 3 is 5", holds("Qty sub 2 sub 3 eq 5", { Qty: 10 }), false);
expect("10 sub 2 sub 3 is 11", holds("Qty sub 2 sub 3 eq 11", { Qty: 10 }), true);
expect("3 mul 2 add 3 is 9", holds("Qty mul 2 add 3 eq 9", { Qty: 3 }), false);
expect("3 mul 2 add 3 is 15", holds("Qty mul 2 add 3 eq 15", { Qty: 3 }), true);
JS
node seen.js
