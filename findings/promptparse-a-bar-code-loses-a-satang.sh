#!/usr/bin/env bash
# npm promptparse 1.6.0: a bill of 19.99 baht has 1998.9999999999998 in its bar code, and is 19.98 when that is read.
#
# The Bank of Thailand's bill payment bar code has the amount in satang, digits only ("|", biller, references and amount, each with a CR). botBarcode makes
# the amount a number with two decimals and multiplies it by a hundred, without rounding what comes out: 0.29 is 28.999999999999996, 1.15 is 114.99999999999999.
# One in nine amounts below 100 baht has a point and up to fourteen digits after it. parseBarcode reads whole digits as far as the point and so
# has a satang less; what a till's reader does with the rest is its own affair. The payment codes (tag 30) that the package writes from the same
# amount have 19.99.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund promptparse@1.6.0 >/dev/null
cat >seen.js <<'JS'
const { generate, parseBarcode } = require("promptparse");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
const written = (amount) => generate.botBarcode({ billerId: "099999999999990", ref1: "111222333444", amount });
for (const [amount, satang, read] of [[300, "30000", 300], [19.99, "1998.9999999999998", 19.98], [0.29, "28.999999999999996", 0.28], [1.15, "114.99999999999999", 1.14]]) {
  expect(`${amount} written`, written(amount).split("\r").at(-1), satang);
  expect(`${amount} read again`, parseBarcode(written(amount)).amount, read);
}
let points = 0;
for (let satang = 1; satang <= 10000; satang++) if (written(satang / 100).split("\r").at(-1) !== String(satang)) points++;
expect("of the amounts up to 100 baht with a point", points, 1146);
const tag30 = parseBarcode("|099999999999990\r111222333444\r\r1999").toQrTag30();
expect("in the payment code of 1999 satang", tag30.includes("540519.99"), true);
JS
node seen.js
