#!/usr/bin/env bash
# npm factur-x-kit 0.3.1: the invoice bills another quantity than its line total was made from.
#
# The README says that an item's quantity can have four decimals, the totals are calculated from all of them, and then
# the XML gets the billed quantity (BT-129) with two. 0.125 kg at 80.00 are 10.00 and written as 0.13 kg at 80.00 for
# 10.00; 4 g at 2500.00 a kilogram are billed as 0.00. EN 16931 leaves a quantity as many decimals as it needs, and a buyer
# who books stock by the XML, or multiplies to check, has 5 grams more than was sent.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund factur-x-kit@0.3.1 >/dev/null
cat >seen.mjs <<'JS'
import { FacturX, totalsCalculator } from "factur-x-kit";
function expect(what, seen, as) {
  console.log(what + ": " + JSON.stringify(seen));
  if (JSON.stringify(seen) !== JSON.stringify(as)) {
    console.log("no longer as described: " + JSON.stringify(as));
    process.exitCode = 1;
  }
}

const address = { postcode: "10115", addressLineOne: "Street 1", city: "Berlin", country: "DE" };
async function line(quantity, price) {
  const invoice = totalsCalculator({
    document: { id: "1", type: "380", dateOfIssue: { year: 2026, month: 11, day: 15 }, currency: "EUR" },
    seller: { name: "Seller", postalAddress: address, taxIdentification: { vatId: "DE123456788" } },
    buyer: { name: "Buyer", postalAddress: address },
    invoiceLines: [{
      generalLineData: { lineId: "1" },
      productDescription: { name: "Saffron" },
      productPriceAgreement: { productPricing: { basisPricePerItem: price } },
      delivery: { itemQuantity: { quantity, unit: "KGM" } },
      settlement: { tax: { categoryCode: "S", rateApplicablePercent: 19 } },
    }],
    delivery: { deliveryDate: { year: 2026, month: 11, day: 15 } },
    paymentInformation: { paymentTerms: { dueDate: { year: 2026, month: 12, day: 15 } } },
  });
  const xml = String(await (await FacturX.fromObject(invoice)).getXML());
  const told = (name) => xml.match(new RegExp(`<ram:${name}[^>]*>([^<]*)`))[1];
  return [told("BilledQuantity"), told("ChargeAmount"), told("LineTotalAmount")];
}
expect("0.25 kg", await line(0.25, 80), ["0.25", "80.0000", "20.00"]);
expect("0.125 kg", await line(0.125, 80), ["0.13", "80.0000", "10.00"]);
expect("0.004 kg", await line(0.004, 2500), ["0.00", "2500.0000", "10.00"]);
JS
node seen.mjs
