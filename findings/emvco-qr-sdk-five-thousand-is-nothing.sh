#!/usr/bin/env bash
# npm emvco-qr-sdk 1.0.0: a payment code for 5000 pesos has no amount, and one for 1203.75 asks for .75.
#
# A payment code by EMVCo is a row of fields, each with two digits for its kind, two for its length and a text; which fields hold
# further fields is said in the specification (EMV QR Code, Merchant-Presented Mode), and the amount (54) is none of them. The
# package takes each text of four characters and more for a row of fields if it happens to read like one. 5000 is a field 50 of no
# characters and 1203.75 a field 12 of the three characters .75. So all round hundreds from 1000 to 9900, everyday prices in
# Colombia, for which the package has a mode of its own, come out as an object with an empty text. The checksum is right, and
# 4999 is 4999.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund emvco-qr-sdk@1.0.0 >/dev/null
cat >seen.js <<'JS'
const { parseFullQR, CRC } = require("emvco-qr-sdk");
const expect = (what, seen, described) => {
  console.log(`${what}: ${JSON.stringify(seen)}`);
  if (JSON.stringify(seen) !== JSON.stringify(described)) throw new Error(`no longer as described: ${JSON.stringify(described)}`);
};
const field = (kind, text) => kind + String(text.length).padStart(2, "0") + text;
const code = (amount) => {
  const merchant = field("26", field("00", "CO.COM.EXAMPLE") + field("01", "3000000000"));
  const rest = field("58", "CO") + field("59", "EXAMPLE") + field("60", "BOGOTA");
  const text = field("00", "01") + field("01", "12") + merchant + field("52", "5411") + field("53", "170") + field("54", amount) + rest + "6304";
  return text + CRC.calculate(text);
};
for (const parseMode of ["CO", "GLOBAL"]) {
  const read = (amount) => parseFullQR(code(amount), { parseMode });
  const amount = (text) => read(text).named.transactionAmount;
  expect(`${parseMode} checksum`, read("5000").crc.isValid, true);
  expect(`${parseMode} 4999`, amount("4999"), "4999");
  expect(`${parseMode} 5000`, amount("5000"), { 50: "" });
  expect(`${parseMode} 1203.75`, amount("1203.75"), { 12: ".75" });
  const whole = Array.from({ length: 9000 }, (_, index) => 1000 + index);
  const lost = whole.filter((one) => typeof amount(String(one)) !== "string");
  expect(`${parseMode} lost`, [lost.length, lost.every((one) => one % 100 === 0)], [90, true]);
}
JS
node seen.js
