#!/usr/bin/env bash
# npm zatca-xml-js 0.1.9: three teas at 0.10 less 0.30 cost 5.55, with 8.32 of VAT on them; a hundred nails at 1.15 are 114.99.
#
# The package writes the electronic invoices that Saudi Arabia's tax authority demands. It cuts amounts to two decimals by the text
# of the float: the digits before the point and the first two behind it. Three times 0.1 less 0.3 is 5.551115123125783e-17 in
# JavaScript, whose text starts with 5.55, and 15 % of it is 8.326672684688674e-18. So what is given away is billed, the total
# of VAT is 8.32 where the line has 0.83, and payable is 6.38, which is not the sum of the 5.55 and 8.32 of the same bill.
# 1.15 * 100 is 114.99999999999999 and is cut to 114.99. VAT is cut, too: 15 % of 1.11 are 0.1665, so 0.17 as UBL and EN 16931
# round amounts, half up to two decimals, but 0.16 here; so it is with 1018 of the first 2000 amounts.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund zatca-xml-js@0.1.9 >/dev/null
cat >seen.js <<'JS'
const { ZATCASimplifiedTaxInvoice } = require("zatca-xml-js");
const shop = {
  uuid: "6f4d20e0-6bfe-4a80-9389-7dabe6620f12", custom_id: "till", model: "till", CRN_number: "1010010000", VAT_name: "Shop",
  VAT_number: "399999999900003", branch_name: "One", branch_industry: "Food",
  location: { city: "Town", city_subdivision: "West", street: "Road", plot_identification: "0000", building: "0000", postal_zone: "31952" },
};
// What the invoice of one line says: amount of the line, its VAT, the VAT of the invoice, amount without VAT and amount payable.
const billed = (quantity, price, gift) => {
  const line = { id: "1", name: "Goods", quantity, tax_exclusive_price: price, VAT_percent: 0.15 };
  if (gift) line.discounts = [{ amount: gift, reason: "Gift" }];
  const xml = new ZATCASimplifiedTaxInvoice({ props: {
    egs_info: shop, invoice_counter_number: 1, invoice_serial_number: "1", issue_date: "2026-03-13", issue_time: "14:40:40",
    previous_invoice_hash: "none", line_items: [line],
  } }).getXML().toString({ no_header: false });
  const [head, body] = xml.split("<cac:InvoiceLine>");
  const of = (text, name) => text.match(new RegExp(`<cbc:${name}[^>]*>([^<]*)<`))[1];
  return [of(body, "LineExtensionAmount"), of(body, "TaxAmount"), of(head, "TaxAmount"), of(head, "TaxExclusiveAmount"), of(head, "PayableAmount")].join(" ");
};
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
expect("two at 0.10", billed(2, 0.1), "0.20 0.03 0.03 0.20 0.23");
expect("three at 0.10 less 0.30", billed(3, 0.1, 0.3), "5.55 0.83 8.32 5.55 6.38");
expect("100 at 1.15", billed(100, 1.15), "114.99 17.24 17.24 114.99 132.23");
expect("one at 1.11", billed(1, 1.11), "1.11 0.16 0.16 1.11 1.27");
let low = 0;
for (let cents = 1; cents <= 2000; cents += 1) {
  const vat = Math.floor((cents * 15 + 50) / 100);
  if (Math.round(Number(billed(1, cents / 100).split(" ")[2]) * 100) < vat) low += 1;
}
expect("VAT too low of 2000 amounts", String(low), "1018");
JS
node seen.js
