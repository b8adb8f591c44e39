#!/usr/bin/env bash
# npm odata-v4-parser 0.1.29, @odata/parser 0.2.14 and @balena/odata-parser 4.3.5:
# a property whose name begins with null, true or false cannot be filtered by.
#
# The literal is tried first and its end is not looked for, so `nullable` is null followed by rubbish. Such names are
# allowed by the standard and usual in camel case; with a capital letter they are read.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund odata-v4-parser@0.1.29 @odata/parser@0.2.14 @balena/odata-parser@4.3.5 >/dev/null
cat >seen.js <<'JS'
const first = require("odata-v4-parser").filter;
const second = (text) => require("@odata/parser").defaultParser.filter(text);
const third = (text) => require("@balena/odata-parser").parse("/Item?$filter=" + text);
function expect(what, seen, as) {
  console.log(what + ": " + JSON.stringify(seen));
  if (JSON.stringify(seen) !== JSON.stringify(as)) {
    console.log("no longer as described: " + JSON.stringify(as));
    process.exitCode = 1;
  }
}

const reads = (filter) =>
  [first, second, third].map((parse) => {
    try {
      parse(filter);
      return "read";
    } catch {
      return "refused";
    }
  });
expect("nullable eq 1", reads("nullable eq 1"), ["refused", "refused", "refused"]);
expect("trueCost eq 1", reads("trueCost eq 1"), ["refused", "refused", "refused"]);
expect("Nullable eq 1", reads("Nullable eq 1"), ["read", "read", "read"]);
JS
node seen.js
