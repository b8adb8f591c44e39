#!/usr/bin/env bash
# npm @h1dd3nsn1p3r/pdf-invoice 1.0.12: with a discount of 5.00 and a fee of 10.00 an invoice of 120.00 asks for 105.00.
#
# The invoice has lines with a price, a discount and a tax in percent, a discount of the whole order and a fee "to be added" (README).
# "Total Fee" is printed under the subtotal and then taken off it together with the discount; without a discount it is printed and not
# added at all. "Total Tax" is taken from the prices before their discounts, the lines from the prices after them: of a table of 100.00 at
# half its price with 20 % the line says 60.00, of which 10.00 are tax, and the invoice 20.00, which the seller owes because it is
# printed (Article 203 of the VAT directive).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @h1dd3nsn1p3r/pdf-invoice@1.0.12 >/dev/null
cat >seen.js <<'JS'
const { PDFInvoice } = require("@h1dd3nsn1p3r/pdf-invoice");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
const texts = (node) => {
  if (typeof node === "string") return [node.trim()];
  if (Array.isArray(node)) return node.flatMap(texts);
  return Object.entries(node ?? {}).flatMap(([key, value]) => (/^(text|stack|columns|table|body)$/.test(key) ? texts(value) : []));
};
const printed = (discount, more) => {
  const invoice = { number: 1, path: "invoice.pdf", currency: "EUR", ...more };
  const items = [{ name: "Table", quantity: 2, price: 50, tax: 20, discount }];
  const seen = texts(new PDFInvoice({ company: { name: "Seller" }, customer: { name: "Buyer" }, invoice, items }).content());
  return seen.slice(seen.indexOf("Subtotal")).join(" ");
};
expect("a table", printed(0), "Subtotal €120.00 Total Tax €20.00 Grand Total €120.00");
expect("at half its price", printed(50), "Subtotal €60.00 Total Tax €20.00 Grand Total €60.00");
expect("with a fee", printed(0, { fee: 10 }), "Subtotal €120.00 Total Tax €20.00 Total Fee €10.00 Grand Total €120.00");
const reduced = "Subtotal €120.00 Total Tax €20.00 Total Discount €5.00";
expect("with a discount", printed(0, { orderDiscount: 5 }), `${reduced} Grand Total €115.00`);
expect("with both", printed(0, { orderDiscount: 5, fee: 10 }), `${reduced} Total Fee €10.00 Grand Total €105.00`);
JS
node seen.js
