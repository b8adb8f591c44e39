#!/usr/bin/env bash
# npm odata-v4-mongodb 0.1.12 (on odata-v4-parser 0.1.29): percent signs inside a text are decoded once more.
#
# A web framework has decoded the query already when it hands the filter over. A text that really holds %41 then becomes
# A: the filter asks for another item, and says nothing. A text with a lone percent sign is refused as bad grammar.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund odata-v4-mongodb@0.1.12 odata-v4-parser@0.1.29 >/dev/null
cat >seen.js <<'JS'
const { createFilter } = require("odata-v4-mongodb");
function expect(what, seen, as) {
  console.log(what + ": " + JSON.stringify(seen));
  if (JSON.stringify(seen) !== JSON.stringify(as)) {
    console.log("no longer as described: " + JSON.stringify(as));
    process.exitCode = 1;
  }
}

const asked = (filter) => {
  try {
    return createFilter(filter);
  } catch (error) {
    return error.message;
  }
};
const decoded = new URLSearchParams("$filter=" + encodeURIComponent("Sku eq 'A%41'")).get("$filter");
expect("as the framework hands it over", decoded, "Sku eq 'A%41'");
expect("as it is asked", asked(decoded), { Sku: "AA" });
expect("a lone percent sign", asked("Sku eq '50%'"), "Unexpected character at 3");
JS
node seen.js
