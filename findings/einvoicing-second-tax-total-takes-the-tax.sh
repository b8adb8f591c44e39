#!/usr/bin/env bash
# npm einvoicing 0.0.3: an invoice that tells its VAT in the seller's currency too comes out without VAT.
#
# Who invoices in euros from a country with another currency tells the sum of the VAT a second time, in that currency:
# one more TaxTotal, without a breakdown (BT-6 and BT-111 of EN 16931). The reader
# looks for the breakdown in one TaxTotal and finds none in two. Read and written again, with UBL in and UBL out, the
# invoice of 125.00 is one of 100.00 with an empty VAT, and no error was raised.
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
const invoice = (taxCurrency, taxTotal) =>
  `<Invoice xmlns="${space}Invoice-2" xmlns:cac="${space}CommonAggregateComponents-2" xmlns:cbc="${space}CommonBasicComponents-2">` +
  "<cbc:CustomizationID>urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0</cbc:CustomizationID>" +
  "<cbc:ProfileID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</cbc:ProfileID><cbc:ID>1</cbc:ID><cbc:IssueDate>2026-11-15</cbc:IssueDate>" +
  `<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>${taxCurrency}` +
  `<cbc:BuyerReference>A</cbc:BuyerReference>${party("Supplier")}${party("Customer")}` +
  `<cac:TaxTotal>${euros("TaxAmount", "25.00")}<cac:TaxSubtotal>${euros("TaxableAmount", "100.00")}` +
  `${euros("TaxAmount", "25.00")}${rate("TaxCategory")}</cac:TaxSubtotal></cac:TaxTotal>${taxTotal}<cac:LegalMonetaryTotal>` +
  `${euros("LineExtensionAmount", "100.00")}${euros("TaxExclusiveAmount", "100.00")}${euros("TaxInclusiveAmount", "125.00")}` +
  `${euros("PayableAmount", "125.00")}</cac:LegalMonetaryTotal><cac:InvoiceLine><cbc:ID>1</cbc:ID>` +
  `<cbc:InvoicedQuantity unitCode="C62">1</cbc:InvoicedQuantity>${euros("LineExtensionAmount", "100.00")}<cac:Item>` +
  `<cbc:Name>Mug</cbc:Name>${rate("ClassifiedTaxCategory")}</cac:Item><cac:Price>${euros("PriceAmount", "100.00")}</cac:Price>` +
  "</cac:InvoiceLine></Invoice>";

async function again(text) {
  const written = await new UblWriter().write(await new UblReader().read(text));
  const told = (name) => (written.match(new RegExp(`<cbc:${name}[^>]*>([^<]*)`)) || [])[1];
  return [told("TaxExclusiveAmount"), told("TaxInclusiveAmount"), told("PayableAmount"), /<cac:TaxSubtotal>/.test(written)];
}
(async () => {
  expect("VAT in euros", await again(invoice("", "")), ["100", "125", "125", true]);
  const kronor = '<cac:TaxTotal><cbc:TaxAmount currencyID="SEK">280.00</cbc:TaxAmount></cac:TaxTotal>';
  const both = invoice("<cbc:TaxCurrencyCode>SEK</cbc:TaxCurrencyCode>", kronor);
  expect("and in kronor", await again(both), ["100", "100", "100", false]);
})();
JS
node seen.js
