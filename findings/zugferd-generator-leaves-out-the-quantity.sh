#!/usr/bin/env bash
# npm zugferd-generator 1.2.1: of an invoice's quantities, VAT and amount due nothing is in the XML that a buyer reads.
#
# The package is for "creating ZUGFeRD-compliant invoices" and is given a quantity for each line and the VAT. The document
# has the root and names of ZUGFeRD's CII and little of its content: no billed quantity, no amount due, no VAT but a
# TaxTotal as UBL has it, and days written 2026-11-15 that are declared as 20261115 (format 102). 2 pieces at 100.00 are a
# price of 100.00 and a line of 200.00 without a 2. The check of Python's factur-x 7.8 refuses it for every profile; the PDF
# beside it looks well, and the buyer's software has no tax to deduct.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund zugferd-generator@1.2.1 >/dev/null
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check factur-x==7.8
cat >seen.mjs <<'JS'
import { writeFileSync } from "node:fs";
import Generator from "zugferd-generator";
function expect(what, seen, as) {
  console.log(what + ": " + JSON.stringify(seen));
  if (JSON.stringify(seen) !== JSON.stringify(as)) {
    console.log("no longer as described: " + JSON.stringify(as));
    process.exitCode = 1;
  }
}

const xml = new Generator({
  id: "1", issueDate: "2026-11-15", currency: "EUR", totalAmount: 238,
  supplier: { name: "Seller", country: "DE" }, customer: { name: "Buyer", country: "DE" },
  taxTotal: { taxAmount: 38, taxPercentage: 19 },
  lineItems: [{ id: "1", description: "Mug", quantity: 2, unitPrice: 100, lineTotal: 200 }],
}).toXMLString();
writeFileSync("invoice.xml", xml);
const told = (name) => (xml.match(new RegExp(`<\\w+:${name}\\b[^>]*>([^<]*)`)) || [null, null])[1];
expect("price, line", [told("ChargeAmount"), told("LineTotalAmount")], ["100.00", "200.00"]);
expect("quantity, VAT, amount due", ["BilledQuantity", "ApplicableTradeTax", "DuePayableAmount"].map(told), [null, null, null]);
expect("VAT as in UBL", told("TaxAmount"), "38.00");
expect("day", xml.match(/<udt:DateTimeString[^<]*/)[0], '<udt:DateTimeString format="102">2026-11-15');
JS
node seen.mjs
cat >seen.py <<'PY'
import sys

import facturx

with open("invoice.xml", "rb") as file:
    invoice = file.read()
for level in ("minimum", "basicwl", "basic", "en16931", "extended"):
    try:
        facturx.xml_check_xsd(invoice, flavor="factur-x", level=level)
        sys.exit(f"{level}: no longer refused")
    except Exception as error:
        if "not valid against the official XML Schema" not in str(error):
            raise
        print(level, "refused")
PY
env/bin/python seen.py
