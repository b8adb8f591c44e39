#!/usr/bin/env bash
# npm polish-number-to-words 1.0.1: 99.996 złotys are ninety-nine złotys and a hundred groszy, and 0.999 none and a hundred.
#
# Amounts are written out on Polish invoices and cheques ("słownie"). The złotys are what is before the point, the groszy what is behind
# it, rounded to hundredths; a hundred of them are not carried over. Such amounts come from VAT and discounts: 81.297 with 23 % are
# 99.99531. "Sto groszy" is the word for a hundred, so that the text is not the amount that any program prints beside it: toFixed(2)
# and a currency format have 100.00. Rounding the amount to groszy first, as a whole number, and dividing by a hundred after, is right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts polish-number-to-words@1.0.1 >/dev/null
cat >seen.js <<'JS'
const { currencyToWordsPL } = require("polish-number-to-words");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
expect("99.99", currencyToWordsPL(99.99), "dziewięćdziesiąt dziewięć złotych dziewięćdziesiąt dziewięć groszy");
expect("99.996", currencyToWordsPL(99.996), "dziewięćdziesiąt dziewięć złotych sto groszy");
expect("81.297 with 23 %", currencyToWordsPL(81.297 * 1.23), "dziewięćdziesiąt dziewięć złotych sto groszy");
expect("the same in figures", (81.297 * 1.23).toFixed(2), "100.00");
expect("0.999", currencyToWordsPL(0.999), "zero złotych sto groszy");
JS
node seen.js
