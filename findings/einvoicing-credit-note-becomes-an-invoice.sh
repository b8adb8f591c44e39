#!/usr/bin/env bash
# npm einvoicing 0.0.3: a credit note that is read and written again is an invoice.
#
# UBL has a document of its own for credit notes, in which amounts are positive and the name alone says that the money goes
# back. The reader knows it (documentType, type 381); the writer has one root element, Invoice, with the type code 381 in
# the place of an invoice's and the namespace of a credit note, invoiced quantities for credited ones, and no unit. What
# goes by the root, as UBL's schemas do, has 125.00 to be paid where 125.00 were given back: 250.00 apart.
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
const amount = (name, value) => `<cbc:${name} currencyID="EUR">${value}</cbc:${name}>`;
const rate = (name) =>
  `<cac:${name}><cbc:ID>S</cbc:ID><cbc:Percent>25</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:${name}>`;
const party = (role) =>
  `<cac:Accounting${role}Party><cac:Party><cac:PostalAddress><cac:Country><cbc:IdentificationCode>DK</cbc:IdentificationCode>` +
  `</cac:Country></cac:PostalAddress></cac:Party></cac:Accounting${role}Party>`;
const note =
  `<CreditNote xmlns="${space}CreditNote-2" xmlns:cac="${space}CommonAggregateComponents-2" xmlns:cbc="${space}CommonBasicComponents-2">` +
  "<cbc:CustomizationID>urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0</cbc:CustomizationID>" +
  "<cbc:ProfileID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</cbc:ProfileID><cbc:ID>7</cbc:ID><cbc:IssueDate>2026-11-20</cbc:IssueDate>" +
  "<cbc:CreditNoteTypeCode>381</cbc:CreditNoteTypeCode><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>" +
  `<cbc:BuyerReference>A</cbc:BuyerReference>${party("Supplier")}${party("Customer")}` +
  `<cac:TaxTotal>${amount("TaxAmount", "25.00")}<cac:TaxSubtotal>${amount("TaxableAmount", "100.00")}` +
  `${amount("TaxAmount", "25.00")}${rate("TaxCategory")}</cac:TaxSubtotal></cac:TaxTotal><cac:LegalMonetaryTotal>` +
  `${amount("LineExtensionAmount", "100.00")}${amount("TaxExclusiveAmount", "100.00")}${amount("TaxInclusiveAmount", "125.00")}` +
  `${amount("PayableAmount", "125.00")}</cac:LegalMonetaryTotal><cac:CreditNoteLine><cbc:ID>1</cbc:ID>` +
  `<cbc:CreditedQuantity unitCode="KGM">4</cbc:CreditedQuantity>${amount("LineExtensionAmount", "100.00")}<cac:Item>` +
  `<cbc:Name>Tea</cbc:Name>${rate("ClassifiedTaxCategory")}</cac:Item><cac:Price>${amount("PriceAmount", "25.00")}</cac:Price>` +
  "</cac:CreditNoteLine></CreditNote>";

(async () => {
  const read = await new UblReader().read(note);
  const written = await new UblWriter().write(read);
  const first = (pattern) => (written.match(pattern) || [null])[0];
  expect("root", first(/<(Invoice|CreditNote) xmlns="[^"]*"/), `<Invoice xmlns="${space}CreditNote-2"`);
  expect("type", first(/<cbc:\w+TypeCode>\d+/), "<cbc:InvoiceTypeCode>381");
  expect("quantity", first(/<cbc:(Invoiced|Credited)Quantity[^>]*>\d+/), "<cbc:InvoicedQuantity>4");
  expect("payable", first(/<cbc:PayableAmount[^>]*>[^<]*/), '<cbc:PayableAmount currencyID="EUR">125');
})();
JS
node seen.js
