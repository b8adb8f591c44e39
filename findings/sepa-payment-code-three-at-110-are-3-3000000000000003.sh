#!/usr/bin/env bash
# npm sepa-payment-code 1.0.3: the code for three tickets at 1.10 asks for EUR3.3000000000000003.
#
# The text of a payment's QR code has the amount with a point and two decimals at most (European Payments Council, EPC069-12: EUR12.3
# or EUR12.30, at most twelve characters in all after EUR). Here the number is written as JavaScript writes it: what was multiplied or
# added up has up to seventeen digits, and VAT of a third decimal stays in. Apps for banking refuse such a code or read what they can. The
# amount is checked for its size, with an error, but not for its decimals. toFixed(2) is what is missing.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund sepa-payment-code@1.0.3 >/dev/null
cat >seen.js <<'JS'
const { PaymentCode } = require("sepa-payment-code");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const amount = (euros) => new PaymentCode("Shop", "DE71110220330123456789", euros, "", "Tickets").getPayload().split("\n")[7];
expect("12.3", amount(12.3), "EUR12.3");
expect("three at 1.10", amount(3 * 1.1), "EUR3.3000000000000003");
expect("0.10 and 0.20", amount(0.1 + 0.2), "EUR0.30000000000000004");
expect("19 % on 19.99", amount(19.99 * 1.19), "EUR23.788099999999996");
let refused;
try {
  amount(1e9);
} catch (error) {
  refused = error.message;
}
expect("a thousand million", refused, "Amount must be 0.01 or more and 999999999.99 or less");
JS
node seen.js
