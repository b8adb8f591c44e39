#!/usr/bin/env bash
# npm pix-payload 1.0.4: every sixteenth customer cannot pay, since the code's checksum has lost its nought.
#
# A Brazilian payment code (Pix) ends with field 63, whose text is a checksum of four hexadecimal digits; the four characters 6304 in
# front of it are part of what is summed up (Banco Central do Brasil, manual of the BR Code; EMV QR Code, 4.7.3). The package
# sums them up and writes 6304 only if the sum happens to have no nought in front: else it is 6303 and three digits, or 6302 and two,
# and the code is one that no reader takes (npm pix-utils 2.8.2 here). Of the amounts from 0.01 to 100.00 to one payee 625 are
# so, 0.13 among them; 0.12 and 0.14 are right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund pix-payload@1.0.4 pix-utils@2.8.2 >/dev/null
cat >seen.js <<'JS'
const { payload } = require("pix-payload");
const { parsePix } = require("pix-utils");
const expect = (what, seen, described) => {
  console.log(`${what}: ${JSON.stringify(seen)}`);
  if (JSON.stringify(seen) !== JSON.stringify(described)) throw new Error(`no longer as described: ${JSON.stringify(described)}`);
};
const code = (amount) => payload({ key: "loja@example.com", name: "LOJA EXEMPLO", city: "SAO PAULO", amount, transactionId: "PEDIDO1" });
const ending = (amount) => code(amount).slice(-8);
expect("endings", [ending(0.12), ending(0.13), ending(0.14)], ["63042A14", "16303F21", "6304F4AA"]);
expect("0.12 read", parsePix(code(0.12)).transactionAmount, 0.12);
expect("0.13 read", parsePix(code(0.13)), { error: true, message: "invalid crc" });
const amounts = Array.from({ length: 10000 }, (_, index) => (index + 1) / 100);
expect("cut", amounts.filter((amount) => code(amount).slice(-8, -4) !== "6304").length, 625);
JS
node seen.js
