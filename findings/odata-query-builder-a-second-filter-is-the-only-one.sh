#!/usr/bin/env bash
# npm odata-query-builder 0.0.7: of a company's open orders only "open" is asked for, and the orders of all companies come.
#
# The package calls itself an eloquently fluent builder. Its README says "By default when you utilize .filter you are using the and operator", and
# the code that writes the query joins filters by "and". But each filter() first takes away those before: what one part of a program limits to a
# company, and another to what is open, is limited to what is open. It is so with everything that is fluent here, orderBy and top,
# where the README does not say it either, but there only the order changes. Two conditions within one filter() are
# both kept. A phrase with "or" beside another condition is not put into brackets, though a nested or() is.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund odata-query-builder@0.0.7 >/dev/null
cat >seen.js <<'JS'
globalThis.window = globalThis; // what the package is bundled for
const { QueryBuilder } = require("odata-query-builder");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const company = (f) => f.filterExpression("Company", "eq", 7);
const open = (f) => f.filterExpression("Open", "eq", true);
expect("in one", new QueryBuilder().filter((f) => open(company(f))).toQuery(), "?$filter=Company eq 7 and Open eq true");
expect("in two", new QueryBuilder().filter(company).filter(open).toQuery(), "?$filter=Open eq true");
expect("the other way round", new QueryBuilder().filter(open).filter(company).toQuery(), "?$filter=Company eq 7");
expect(
  "or()",
  new QueryBuilder().filter((f) => company(f).or((g) => g.filterPhrase("A eq 1").filterPhrase("B eq 2"))).toQuery(),
  "?$filter=Company eq 7 and (A eq 1 or B eq 2)",
);
expect(
  "a phrase with or",
  new QueryBuilder().filter((f) => company(f).filterPhrase("A eq 1 or B eq 2")).toQuery(),
  "?$filter=Company eq 7 and A eq 1 or B eq 2",
);
JS
node seen.js
