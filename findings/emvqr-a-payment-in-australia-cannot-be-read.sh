#!/usr/bin/env bash
# npm emvqr 0.0.5: a payment code in Australian dollars, Argentine pesos or bolivianos cannot be read, nor any Pix code.
#
# decode puts the currency's letters behind its number. Its list has the numbers without their noughts in front, "36" and "32", and they are compared as
# text with the code's 036 and 032, as ISO 4217 and EMVCo's specification write them: nothing is found, and the letters of nothing are asked
# for, which is a TypeError. So for all 16 of its currencies below 100. The kind of merchant is looked up in the same manner: 0000, which the Banco Central's
# manual has for every Pix, and 9999 are not in the list. And of the checksums those below 0100, one in 256 by chance, lose two noughts and are "not valid".
# The same code with 986 and 5812, Brazil's reais and a restaurant, is read.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund emvqr@0.0.5 >/dev/null
cat >seen.js <<'JS'
const { decode } = require("emvqr");
const currencies = require("emvqr/emvqr/currencies.json");
const crc = (text) => {
  let sum = 0xffff;
  for (const byte of Buffer.from(text)) {
    sum ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) sum = sum & 0x8000 ? ((sum << 1) ^ 0x1021) & 0xffff : (sum << 1) & 0xffff;
  }
  return sum.toString(16).toUpperCase().padStart(4, "0");
};
const read = (merchant, currency, amount = "12.50") => {
  const text = `0002010102115204${merchant}5303${currency}54${String(amount.length).padStart(2, "0")}${amount}5802BR5904LOJA6006RECIFE6304`;
  try { return `${decode(text + crc(text))["53"].data}, checksum ${crc(text)}`; } catch (error) { return error.message.split(" of ")[0]; }
};
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
expect("a restaurant in reais", read("5812", "986").split(",")[0], "986 (BRL)");
expect("in Australian dollars", read("5812", "036"), "Cannot read properties");
expect("in Argentine pesos", read("5812", "032"), "Cannot read properties");
expect("any Pix", read("0000", "986"), "Cannot read properties");
expect("currencies below 100", currencies.filter(({ number }) => number.length < 3).length, 16);
const failed = Array.from({ length: 1024 }, (_, cents) => read("5812", "986", `1${cents}.50`)).filter((seen) => seen === "checksum validation failed.");
expect("of 1024 amounts with a wrong checksum", failed.length, 3);
JS
node seen.js
