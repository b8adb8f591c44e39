#!/usr/bin/env bash
# npm odata-query 8.1.0 with odata-v4-parser 0.1.29: the query builder for OData 4 writes decimals as OData 3 did.
#
# { type: "decimal", value: "10.50" } becomes 10.50M. The suffix was dropped with version 4 of the standard, so the
# parser of version 4 refuses what the builder of version 4 made; without the type the number is a float.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund odata-query@8.1.0 odata-v4-parser@0.1.29 >/dev/null
cat >seen.js <<'JS'
const build = require("odata-query").default;
const { filter } = require("odata-v4-parser");
function expect(what, seen, as) {
  console.log(what + ": " + JSON.stringify(seen));
  if (JSON.stringify(seen) !== JSON.stringify(as)) {
    console.log("no longer as described: " + JSON.stringify(as));
    process.exitCode = 1;
  }
}

const typed = build({ filter: { Total: { eq: { type: "decimal", value: "10.50" } } } });
const reads = (text) => {
  try {
    filter(text);
    return "read";
  } catch (error) {
    return error.message;
  }
};
expect("written", typed, "?$filter=Total eq 10.50M");
expect("read", reads("Total eq 10.50M"), "Unexpected character at 14");
expect("read without M", reads("Total eq 10.50"), "read");
JS
node seen.js
