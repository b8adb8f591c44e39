#!/usr/bin/env bash
# npm @balena/odata-parser 4.3.5: `a or b and c` is read as `(a or b) and c`.
#
# OData gives `and` precedence over `or`, as SQL does. Here the two share one level and are taken from left to right,
# so that `and ... or` comes out right and `or ... and` silently selects other rows: an item asked for by either of two
# numbers, the second only in one location, is lost where it lies elsewhere.
#
# Seen: [["or",...],"and"]: the outermost node of the filter is `and`.
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

const filter = (text) => parse("/Item?$filter=" + text).tree.options.$filter;
const shape = (node) => [node[0], ...node.slice(1).filter(Array.isArray).map((one) => one[0])];
expect("or, and", shape(filter("Name eq 'A' or Name eq 'B' and Location eq 'MAIN'")), ["and", "or", "eq"]);
expect("and, or", shape(filter("Location eq 'MAIN' and Name eq 'A' or Name eq 'B'")), ["or", "and", "eq"]);
JS
node seen.js
