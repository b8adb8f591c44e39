#!/usr/bin/env bash
# npm einvoicing 0.0.3: an invoice whose last two cents are rounded has them in the total with VAT, and tells of no rounding.
#
# Who wants a round sum to be paid tells a PayableRoundingAmount (BT-114 of EN 16931). The total with VAT is the total without and the
# VAT (rule BR-CO-15), and what is to be paid is that total, less what was paid, with the rounding added (BR-CO-16). The library reads
# the amount, adds it to the total with VAT, and writes it nowhere. Read and written again, an invoice of 99.98 and 25.00, rounded by
# two cents, has a total of 125.00 with VAT, two cents more than its parts; who checks it by the standard's rules refuses it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund einvoicing@0.0.3 >/dev/null
cat >seen.js <<'JS'
const { UblReader, UblWriter } = require("einvoicing");
function expect(what, seen, as) {
  console.log(what + ": " + JSON.stringify(seen));
  if (JSON.stringify(seen) !== JSON.stringify(as)) {
    console.log("no longer as described: " + JSON.stringify(as));
    process.exitCode = 1;
  }
}

const space = "urn:oasis:names:specification:ubl:schema:xsd:";
const euros = (name, amount) => `<cbc:${name} currencyID="EUR">${amount}</cbc:${name}>`;
const rate = (name) =>
  `<cac:${name}><cbc:ID>S</cbc:ID><cbc:Percent>25</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:${name}>`;
const party = (role) =>
  `<cac:Accounting${role}Party><cac:Party><cac:PostalAddress><cac:Country><cbc:IdentificationCode>SE</cbc:IdentificationCode>` +
  `</cac:Country></cac:PostalAddress></cac:Party></cac:Accounting${role}Party>`;
const invoice = (totals) =>
  `<Invoice xmlns="${space}Invoice-2" xmlns:cac="${space}CommonAggregateComponents-2" xmlns:cbc="${space}CommonBasicComponents-2">` +
  "<cbc:CustomizationID>urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0</cbc:CustomizationID>" +
  "<cbc:ProfileID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</cbc:ProfileID><cbc:ID>1</cbc:ID><cbc:IssueDate>2026-11-15</cbc:IssueDate>" +
  `<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>` +
  `<cbc:BuyerReference>A</cbc:BuyerReference>${party("Supplier")}${party("Customer")}` +
  `<cac:TaxTotal>${euros("TaxAmount", "25.00")}<cac:TaxSubtotal>${euros("TaxableAmount", "99.98")}` +
  `${euros("TaxAmount", "25.00")}${rate("TaxCategory")}</cac:TaxSubtotal></cac:TaxTotal><cac:LegalMonetaryTotal>` +
  `${euros("LineExtensionAmount", "99.98")}${euros("TaxExclusiveAmount", "99.98")}${euros("TaxInclusiveAmount", "124.98")}` +
  `${totals}</cac:LegalMonetaryTotal><cac:InvoiceLine><cbc:ID>1</cbc:ID>` +
  `<cbc:InvoicedQuantity unitCode="C62">1</cbc:InvoicedQuantity>${euros("LineExtensionAmount", "99.98")}<cac:Item>` +
  `<cbc:Name>Mug</cbc:Name>${rate("ClassifiedTaxCategory")}</cac:Item><cac:Price>${euros("PriceAmount", "99.98")}</cac:Price>` +
  "</cac:InvoiceLine></Invoice>";

const names = ["TaxExclusiveAmount", "TaxInclusiveAmount", "PayableRoundingAmount", "PayableAmount"];
async function again(text) {
  const written = await new UblWriter().write(await new UblReader().read(text));
  return names.map((name) => (written.match(new RegExp(`<cbc:${name}[^>]*>([^<]*)`)) || [, null])[1]);
}
(async () => {
  expect("not rounded", await again(invoice(euros("PayableAmount", "124.98"))), ["99.98", "124.98", null, "124.98"]);
  const rounded = invoice(euros("PayableRoundingAmount", "0.02") + euros("PayableAmount", "125.00"));
  expect("rounded by two cents", await again(rounded), ["99.98", "125", null, "125"]);
})();
JS
node seen.js
