#!/usr/bin/env bash
# npm iban-qr-code 1.0.0: a payment code without an amount asks for 19.05 euros, under a made-up BIC.
#
# The code that a customer scans to pay (EPC069-12) may leave the amount open, for the payer to fill in, and the BIC since
# version 002. What is not given to girocode() is taken from an example inside: 19.05 euros, the BIC DEZZZYYYXXX, and
# "Testsubject" as what the payment is for, even beside a creditor's reference, where EPC069-12 allows one of the two. The same
# package's bezahlcode() has blanks and 0,00 there. 4.35 as a number is right; what was reckoned in floating point, 0.1 + 0.2,
# is EUR0.30000000000000004.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund iban-qr-code@1.0.0 >/dev/null
cat >seen.js <<'JS'
const { bezahlcode, girocode } = require("iban-qr-code");
const expect = (what, seen, described) => {
  console.log(`${what}: ${JSON.stringify(seen)}`);
  if (JSON.stringify(seen) !== JSON.stringify(described)) throw new Error(`no longer as described: ${JSON.stringify(described)}`);
};
const payee = { name: "Seller", iban: "DE75512108001245126199", version: "002" };
const asked = (data) => {
  const lines = girocode({ ...payee, ...data }).split("\n");
  return { bic: lines[4], amount: lines[7], reference: lines[9], text: lines[10] };
};
expect("all given", asked({ bic: "SOGEDEFF", amount: 4.35, reason: "Invoice 7" }),
  { bic: "SOGEDEFF", amount: "EUR4.35", reference: "", text: "Invoice 7" });
expect("no amount", asked({ bic: "", reason: "Invoice 7" }), { bic: "", amount: "EUR19.05", reference: "", text: "Invoice 7" });
expect("a reference alone", asked({ ref: "RF18539007547034" }),
  { bic: "DEZZZYYYXXX", amount: "EUR19.05", reference: "RF18539007547034", text: "Testsubject" });
expect("a sum", asked({ amount: 0.1 + 0.2 }).amount, "EUR0.30000000000000004");
const other = new URL(bezahlcode(payee)).searchParams;
expect("the other code", [other.get("bic"), other.get("amount"), other.get("reason")], ["", "0,00", ""]);
JS
node seen.js
