#!/usr/bin/env bash
# npm barcode-parser 2.3.0: 12.50 euros to pay, 391 2 978 001250 on a label, are 9780012.5.
#
# Application identifier 391n is an amount to pay and 393n the price of a piece of variable weight, both "with ISO currency code": the three digits after the
# identifier are the currency by ISO 4217, and only those after them the amount with n decimals (GS1 General Specifications, 3.6). The package
# knows the name of the identifiers and the decimals, and takes all digits for the amount. 978, the euro, stands in front of it, with
# dollars 840 and with yen 392. Without a currency, 390n and 392n, it is right, 12.5. Lengths in metres, 311n, are not read at all: theirs
# is the only measure without the mark for decimals.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund barcode-parser@2.3.0 >/dev/null
cat >seen.js <<'JS'
const { BarcodeParser, Symbologies } = require("barcode-parser");
const parser = new BarcodeParser({ readers: [Symbologies.GS1128], readerConfigurations: [] });
const expect = (label, described) => {
  const { success, values } = parser.parse(`]C1${label}`);
  const seen = success ? `${values.at(-1).code} is ${values.at(-1).value}` : "not read";
  console.log(`${label}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
expect("3902" + "001250", "390 is 12.5");
expect("3912" + "978" + "001250", "391 is 9780012.5");
expect("3932" + "840" + "001250", "393 is 8400012.5");
expect("3910" + "392" + "1250", "391 is 3921250");
expect("3102" + "001250", "310 is 12.5");
expect("3112" + "001250", "not read");
JS
node seen.js
