#!/usr/bin/env bash
# npm simple-odata-server 1.2.2 (with simple-odata-server-nedb 1.0.0): a decimal in a filter is compared as a text.
#
# A whole number is read as a number, one with a decimal point as the text "1.5" (@jsreport/odata-parser 1.0.1). So
# `Price eq 1.5` finds no row of a property that holds 1.5, `gt` and `lt` find no row at all, and `ne` finds every one:
# answers with status 200 that a client takes for an empty or a full table.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund simple-odata-server@1.2.2 simple-odata-server-nedb@1.0.0 \
  @jsreport/odata-parser@1.0.1 @seald-io/nedb@4.1.2 >/dev/null
cat >seen.js <<'JS'
const http = require("http");
const Datastore = require("@seald-io/nedb");
const odata = require("simple-odata-server");
const adapter = require("simple-odata-server-nedb");

const expected = [
  ["Price eq 2", [2]],
  ["Price ge 2", [2]],
  ["Price eq 1.5", []],
  ["Price gt 1.4", []],
  ["Price lt 1.6", []],
  ["Price ne 1.5", [1.5, 2]],
];

async function main() {
  const rows = new Datastore({ inMemoryOnly: true });
  await rows.insertAsync([{ _id: "a", Price: 1.5 }, { _id: "b", Price: 2 }]);
  const fields = { _id: { type: "Edm.String", key: true }, Price: { type: "Edm.Decimal" } };
  const model = {
    namespace: "shop",
    entityTypes: { Item: fields },
    entitySets: { items: { entityType: "shop.Item" } },
  };
  const server = http.createServer((request, response) => service.handle(request, response));
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const base = "http://127.0.0.1:" + server.address().port;
  const service = odata(base).model(model).adapter(adapter((_set, found) => found(null, rows)));
  for (const [filter, as] of expected) {
    const answer = await fetch(base + "/items?$filter=" + encodeURIComponent(filter));
    const seen = (await answer.json()).value.map((row) => row.Price).sort();
    console.log(`${filter}: ${answer.status} ${JSON.stringify(seen)}`);
    if (JSON.stringify(seen) !== JSON.stringify(as)) {
      console.log("no longer as described: " + JSON.stringify(as));
      process.exitCode = 1;
    }
  }
  server.close();
}
main();
JS
node seen.js
