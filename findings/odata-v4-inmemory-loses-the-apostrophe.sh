#!/usr/bin/env bash
# npm odata-v4-inmemory 0.1.9: a doubled apostrophe in a text is dropped instead of standing for one.
#
# 'O''Neil' is how OData writes O'Neil. The filter built here compares with ONeil: the right record is not found and a
# wrong one is. contains() of a lone apostrophe becomes contains() of nothing, which every record satisfies. The sister
# package for MongoDB (odata-v4-mongodb 0.1.12), on the same parser, reads the same text rightly.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund odata-v4-inmemory@0.1.9 odata-v4-mongodb@0.1.12 >/dev/null
cat >seen.js <<'JS'
const { createFilter } = require("odata-v4-inmemory");
const mongo = require("odata-v4-mongodb");
function expect(what, seen, as) {
  console.log(what + ": " + JSON.stringify(seen));
  if (JSON.stringify(seen) !== JSON.stringify(as)) {
    console.log("no longer as described: " + JSON.stringify(as));
    process.exitCode = 1;
  }
}

const records = ["O'Neil", "ONeil", "Smith"].map((Name) => ({ Name }));
const found = (filter) => records.filter(createFilter(filter)).map((one) => one.Name);
expect("eq 'O''Neil'", found("Name eq 'O''Neil'"), ["ONeil"]);
expect("contains an apostrophe", found("contains(Name,'''')"), ["O'Neil", "ONeil", "Smith"]);
expect("for MongoDB", mongo.createFilter("Name eq 'O''Neil'"), { Name: "O'Neil" });
JS
node seen.js
