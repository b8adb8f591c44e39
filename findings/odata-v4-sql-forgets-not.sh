#!/usr/bin/env bash
# npm odata-v4-sql 0.1.2: a `not` makes the whole condition "1 = 1".
#
# The visitor has no case for the negation: it prints "Unhandled node type: NotExpression" and goes on, and what comes
# out is a WHERE that every row satisfies. No error is raised, so a list of what is not yet posted is a list of all.
# Beside other conditions the negated one disappears.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund odata-v4-sql@0.1.2 >/dev/null
cat >seen.js <<'JS'
console.log = ((say) => (...words) => String(words[0]).startsWith("Unhandled") || say(...words))(console.log);
const { createQuery } = require("odata-v4-sql");
function expect(what, seen, as) {
  console.log(what + ": " + JSON.stringify(seen));
  if (JSON.stringify(seen) !== JSON.stringify(as)) {
    console.log("no longer as described: " + JSON.stringify(as));
    process.exitCode = 1;
  }
}

expect("not (Posted eq 'Yes')", createQuery("$filter=not (Posted eq 'Yes')").where, "1 = 1");
expect("Posted eq 'Yes'", createQuery("$filter=Posted eq 'Yes'").where, "[Posted] = ?");
JS
node seen.js
