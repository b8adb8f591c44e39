#!/usr/bin/env bash
# npm finnish-bank-utils 1.3.3: every ninth invoice has a bar code with a decimal point in it, which no bank can read.
#
# The bar code of a Finnish invoice has 54 digits: account, euros, cents, reference and due day (Finance Finland's guide to the bank
# bar code). The cents are the sum times 100 less its euros times 100, reckoned as floats and printed as they come out: 0.29
# has 28.999999999999996 of them, and the code is 69 characters long. The package reads codes too, and refuses its own.
# It befalls 1146 of the 9999 amounts up to 99.99, though a sum is refused at the door if it has more than two decimals;
# 0.30 is right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund finnish-bank-utils@1.3.3 >/dev/null
cat >seen.js <<'JS'
const bank = require("finnish-bank-utils");
const expect = (what, seen, described) => {
  console.log(`${what}: ${JSON.stringify(seen)}`);
  if (JSON.stringify(seen) !== JSON.stringify(described)) throw new Error(`no longer as described: ${JSON.stringify(described)}`);
};
const code = (sum) => bank.formatFinnishVirtualBarCode({ iban: "FI9080002627761348", sum, reference: "1776750586", date: "15.11.2026" });
expect("0.30", code(0.3), "490800026277613480000003000000000000001776750586261115");
expect("0.30 read", bank.parseFinnishVirtualBarCode(code(0.3)).sum, 0.3);
expect("0.29", code(0.29), "4908000262776134800000028.99999999999999600000000000001776750586261115");
expect("0.29 read", bank.parseFinnishVirtualBarCode(code(0.29)), false);
const sums = Array.from({ length: 9999 }, (_, index) => Number(((index + 1) / 100).toFixed(2)));
expect("with a point", sums.filter((sum) => code(sum).includes(".")).length, 1146);
JS
node seen.js
