#!/usr/bin/env bash
# npm zatca-phase2 1.0.0: a bill of a chair with 15 % VAT and of medicine without has 15 % on both, and VAT of 5 %.
#
# The package writes the electronic invoices that Saudi Arabia's tax authority demands. Each item has a taxRate, so a bill may mix
# what is taxed with medicine, exports and rents, which are not; UBL then has one TaxSubtotal for each rate. Here there is but one, with
# 15.00 % written into the source: 300.00 taxable at 15.00 % make 15.00. The medicine's own category is S, the standard rate, with
# 0.00 %, instead of Z or E (EN 16931, BR-S-05: with S the rate is above nothing). A bill of medicine alone is not written at all:
# its VAT of 0 is a "missing" field. Sums by rate, and a test for undefined in the check, are what is needed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund zatca-phase2@1.0.0 >/dev/null
cat >seen.js <<'JS'
const { xml } = require("zatca-phase2");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const item = (name, unitPrice, taxRate) => {
  const taxAmount = (unitPrice * taxRate) / 100;
  return { name, quantity: 1, unitPrice, taxRate, taxAmount, totalAmount: unitPrice + taxAmount };
};
const written = (...items) => {
  const sum = (field) => items.reduce((total, each) => total + each[field], 0);
  return xml.generateInvoiceXml({
    invoiceNumber: "1", issueDate: new Date(), supplierName: "A", supplierTaxNumber: "123456789012345", customerName: "B",
    totalAmount: sum("totalAmount"), vatAmount: sum("taxAmount"), items,
  });
};
const told = (text, name) => [...text.matchAll(new RegExp(`<cbc:${name}[^>]*>([^<]*)`, "g"))].map(([, value]) => value);
const chair = item("Chair", 100, 15);
const medicine = item("Medicine", 200, 0);
expect("a chair: taxable", told(written(chair), "TaxableAmount"), "100.00");
const both = written(chair, medicine);
const subtotals = both.match(/<cac:TaxSubtotal>[^]*<\/cac:TaxSubtotal>/)[0];
expect("a chair and medicine: taxable", told(subtotals, "TaxableAmount"), "300.00");
expect("rate", told(subtotals, "Percent"), "15.00");
expect("VAT", told(subtotals, "TaxAmount"), "15.00");
const categories = [...both.matchAll(/<cac:ClassifiedTaxCategory>\s*<cbc:ID>(\w+)<\/cbc:ID>\s*<cbc:Percent>([\d.]+)/g)];
expect("rates of the lines", categories.map(([, id, percent]) => `${id} ${percent}`), "S 15.00,S 0.00");
let refused;
try {
  written(medicine);
} catch (error) {
  refused = error.message;
}
expect("medicine alone", refused, "Missing required invoice fields: vatAmount");
JS
SUPPRESS_NO_CONFIG_WARNING=1 LOG_LEVEL=error NODE_CONFIG_DIR=$PWD/node_modules/zatca-phase2/config node seen.js
