#!/usr/bin/env bash
# npm sepa-qr 0.0.2: "Invoice 123456789", the README's remittance, stands where only an RF reference may stand.
#
# The text of a SEPA payment code is known by its lines (EPC069-12): after the purpose comes the structured reference (ISO 11649, "RF" and two check digits),
# then the free text for the payee, then a note to the payer. The package writes one line for both kinds of remittance and then the
# information: the README's free text is read as a structured reference, and what is meant for the payer to read goes to the payee as
# the reason for payment. The amount is written as JavaScript has it: three at 1.10 are EUR3.3000000000000003, where two decimals are the most. Below
# the picture's maker is replaced by one that keeps the text.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund sepa-qr@0.0.2 >/dev/null
cat >seen.js <<'JS'
const made = [];
require.cache[require.resolve("qr-image")] = { exports: { image: (text) => made.push(text) } };
const createSepaQr = require("sepa-qr");
const lines = (options) => {
  createSepaQr({ name: "Muster GmbH", iban: "DE02120300000000202051", ...options });
  return made.pop().split("\n");
};
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
const seen = lines({ amount: 100, remittance: "Invoice 123456789", information: "Thank you!" });
expect("line 8, the amount", seen[7], "EUR100");
expect("line 10, a structured reference", seen[9], "Invoice 123456789");
expect("line 11, free text for the payee", seen[10], "Thank you!");
expect("line 12, a note to the payer", seen[11], undefined);
expect("three at 1.10", lines({ amount: 3 * 1.1 })[7], "EUR3.3000000000000003");
JS
node seen.js
