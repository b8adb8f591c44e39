#!/usr/bin/env bash
# npm amazon-sp-api 1.2.1 with fast-xml-parser 5.3.3: an XML settlement read with `json: true` has numbers for SKUs.
#
# The same option leaves every cell of a flat file a text. In the XML report a SKU 00123 becomes 123, 12E4 becomes
# 120000 and 0x1F becomes 31, so lines of different products meet under one SKU, or under none; and the currency,
# an attribute of each amount, is gone.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund amazon-sp-api@1.2.1 fast-xml-parser@5.3.3 >/dev/null
cat >seen.js <<'JS'
const { SellingPartner } = require("amazon-sp-api");
function expect(what, seen, as) {
  console.log(what + ": " + JSON.stringify(seen));
  if (JSON.stringify(seen) !== JSON.stringify(as)) {
    console.log("no longer as described: " + JSON.stringify(as));
    process.exitCode = 1;
  }
}

const client = new SellingPartner({
  region: "na",
  refresh_token: "none",
  credentials: { SELLING_PARTNER_APP_CLIENT_ID: "none", SELLING_PARTNER_APP_CLIENT_SECRET: "none" },
});
// What the document's address would answer.
async function read(type, body) {
  client._request.execute = async () => ({
    statusCode: 200, headers: { "content-type": type }, chunks: [Buffer.from(body)], body,
  });
  return client.download({ url: "https://example.invalid/document" }, { json: true });
}

(async () => {
  const skus = ["00123", "12E4", "0x1F", "MUG-BLU"];
  const items = skus.map((sku) => `<Item><SKU>${sku}</SKU></Item>`).join("");
  const xml = `<SettlementReport><TotalAmount currency="USD">10.50</TotalAmount><Order>${items}</Order></SettlementReport>`;
  const { SettlementReport: report } = await read("text/xml", xml);
  expect("SKUs of the XML", report.Order.Item.map((item) => item.SKU), [123, 120000, 31, "MUG-BLU"]);
  expect("its total", report.TotalAmount, 10.5);
  const rows = await read("text/plain", "sku\n" + skus.join("\n") + "\n");
  expect("SKUs of the flat file", rows.map((row) => row.sku), skus);
})();
JS
node seen.js
