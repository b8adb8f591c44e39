#!/usr/bin/env bash
# npm odata-builder 1.1.0: a price with 19 % of tax and 5.00 of freight is asked for as the price and 5.00.
#
# The package writes OData filters; its FilterBuilder is "fluent, chainable", and its table of what OData has says that add, sub, mul, div and mod
# come "via arithmetic chaining on number fields". Each call puts its operation where the one before was: of price times 1.19
# plus 5 over 100 the plus is left, and a price rounded and then doubled is not rounded. A price of 90.00, which costs 112.10 with both, is
# not among the answers. Length behaves so, too: the length of a name's first three characters is that of the name. What stands inside a "not"
# within any() loses the line that it speaks of, and is asked of the order. Nothing is thrown, and types let all of it pass.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund odata-builder@1.1.0 >/dev/null
cat >seen.js <<'JS'
const { OdataQueryBuilder, FilterBuilder } = require("odata-builder");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const written = (filter) => decodeURIComponent(new OdataQueryBuilder().filter(filter).toQuery()).replace("?$filter=", "");
const where = (predicate) => written(new FilterBuilder().where(predicate).build());
expect("with tax", where((x) => x.price.mul(1.19).gt(100)), "price mul 1.19 gt 100");
expect("with tax and freight", where((x) => x.price.mul(1.19).add(5).gt(100)), "price add 5 gt 100");
expect("less 5, doubled", where((x) => x.price.sub(5).mul(2).gt(100)), "price mul 2 gt 100");
expect("rounded", where((x) => x.price.round().gt(100)), "round(price) gt 100");
expect("rounded and doubled", where((x) => x.price.round().mul(2).gt(100)), "price mul 2 gt 100");
expect("the first three characters", where((x) => x.name.substring(0, 3).length().eq(3)), "length(name) eq 3");
const lines = (filters) => written({ field: "lines", lambdaOperator: "any", expression: { logic: "and", filters } });
const open = { field: "status", operator: "eq", value: "open" };
const sold = { field: "quantity", operator: "gt", value: 1 };
expect("an open line", lines([sold, open]), "lines/any(s: (s/quantity gt 1 and s/status eq 'open'))");
expect(
  "a line that is not open",
  lines([sold, { type: "not", filter: open }]),
  "lines/any(s: (s/quantity gt 1 and not (status eq 'open')))",
);
JS
node seen.js
