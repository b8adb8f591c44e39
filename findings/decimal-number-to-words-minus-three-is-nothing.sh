#!/usr/bin/env bash
# npm decimal-number-to-words 1.3.3: -3, "minus three" in its README, is an empty text, and so are 0 and every other negative amount.
#
# toWords reads the whole part by taking the largest unit that fits, as long as the number is above nought. For nought and below nothing fits and nothing is
# put together; the package it is made from, number-to-words, treats both first, and its README was taken over with it. A refund of 12.50, a
# balance of nothing and a credit of a thousand leave the line of an invoice blank, with no error. Half a dollar is "zero point five": where there are
# decimals the nought is written.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund decimal-number-to-words@1.3.3 >/dev/null
cat >seen.js <<'JS'
const { toWords } = require("decimal-number-to-words");
const expect = (number, described) => {
  const seen = toWords(number);
  console.log(`${number}: ${JSON.stringify(seen)}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
expect(13, "thirteen");
expect(2.9, "two point nine");
expect(0.5, "zero point five");
expect(0, "");
expect(-3, "");
expect(-12.5, "");
expect(-1234, "");
JS
node seen.js
