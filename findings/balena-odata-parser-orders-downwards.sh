#!/usr/bin/env bash
# npm @balena/odata-parser 4.3.5: `$orderby=Name` means descending.
#
# In OData an expression of $orderby without a direction is ascending, in every version. This parser fills in "desc",
# also for the second of two where only the first has its direction. A client that asks for the oldest document first
# and pages through the answer begins at the newest.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @balena/odata-parser@4.3.5 >/dev/null
cat >seen.js <<'JS'
const { parse } = require("@balena/odata-parser");
function expect(what, seen, as) {
  console.log(what + ": " + JSON.stringify(seen));
  if (JSON.stringify(seen) !== JSON.stringify(as)) {
    console.log("no longer as described: " + JSON.stringify(as));
    process.exitCode = 1;
  }
}

const order = (text) =>
  parse("/Invoice?$orderby=" + text).tree.options.$orderby.properties.map((one) => one.name + " " + one.order);
expect("Day", order("Day"), ["Day desc"]);
expect("Day asc,Number", order("Day asc,Number"), ["Day asc", "Number desc"]);
JS
node seen.js
