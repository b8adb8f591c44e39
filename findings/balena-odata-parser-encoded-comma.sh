#!/usr/bin/env bash
# npm @balena/odata-parser 4.3.5: a comma may not be percent-encoded.
#
# `%2C` and `,` are the same inside a query option, and clients that encode a value as a whole (encodeURIComponent, the
# query serialisers of most HTTP clients) always send `%2C`. The blank and the apostrophe are taken in both writings;
# with the comma the whole address is refused, so contains() and `in` work only for clients that do not encode.
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

const reads = (address) => {
  try {
    parse(address);
    return "read";
  } catch (error) {
    return error.name;
  }
};
expect("plain comma", reads("/Item?$filter=contains(Name,'A')"), "read");
expect("encoded blank", reads("/Item?$filter=Name%20eq%20'A'"), "read");
expect("encoded comma", reads("/Item?$filter=contains(Name%2C'A')"), "SyntaxError");
expect("encoded list", reads("/Item?$filter=Name%20in%20('A'%2C'B')"), "SyntaxError");
JS
node seen.js
