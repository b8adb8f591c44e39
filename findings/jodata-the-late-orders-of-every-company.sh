#!/usr/bin/env bash
# npm jodata 1.0.13: with a company as the default, its open or late orders are its open ones and the late ones of every company.
#
# The package builds OData queries. A default filter stays when others come and go: "default clauses will be seperated from the other clauses by
# 'and'" (its README). So they are, but neither side is put into brackets, and "and" binds more closely than "or" (OData, operator precedence): whoever
# adds an orFilter() to a query that was limited to a company is limited no more. And removeFilter(property), which lets go of that
# property's filter, passes over the one that stands next to one removed: of a range from the 1st to the 5th, made of two filters, the end
# stays, and the orders are those before the 5th. A range whose two filters stand apart goes as a whole.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund jodata@1.0.13 >/dev/null
cat >seen.js <<'JS'
globalThis.window = globalThis; // where the package puts what it has
require("jodata/src/joData.js"); // the file's real name; the package's own entry has another case
const { jo } = globalThis;
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const is = (property, value) => new jo.FilterClause(property).eq(value);
const orders = () => new jo("/orders").defaultFilter(is("Company", 7));
const written = (query) => decodeURI(query.toString()).replace("/orders?$filter=", "");
const open = is("Open", true);
const late = is("Late", true);
expect("open ones", written(orders().filter(open)), "Company eq 7 and Open eq true");
expect("open or late ones", written(orders().filter(open).orFilter(late)), "Company eq 7 and Open eq true or Late eq true");
const found = [7, 8].flatMap((Company) => [true, false].map((Late) => ({ Company, Open: false, Late })));
const asked = found.filter((one) => (one.Company === 7 && one.Open) || one.Late);
expect("of whom", asked.map(({ Company }) => Company), [7, 8]);
const from = () => new jo.FilterClause("Date").ge(1);
const till = () => new jo.FilterClause("Date").lt(5);
const range = new jo("/orders").filter(from()).andFilter(till()).andFilter(open);
expect("from the 1st to the 5th", written(range), "Date ge 1 and Date lt 5 and Open eq true");
expect("the range removed", written(range.removeFilter("Date")), "Date lt 5 and Open eq true");
const apart = new jo("/orders").filter(from()).andFilter(open).andFilter(till());
expect("apart, removed", written(apart.removeFilter("Date")), "Open eq true");
JS
node seen.js
