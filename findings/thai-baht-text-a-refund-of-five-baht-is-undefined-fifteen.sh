#!/usr/bin/env bash
# npm thai-baht-text 2.0.5: a refund of five baht is "undefined fifteen", one of fifty satang a payment, and nothing is no amount.
#
# The package writes amounts as Thai cheques and invoices have them. A minus sign is taken for one more digit: it has no word, which gives
# "undefined", but its place has one, so that -5 is undefined-ten and five, read as fifteen, and -100 undefined-thousand and a
# hundred. Satang are written without a sign, so that -0.50 has the words of 0.50. And zero, of which the package
# knows the word (and leaves it out of numbers, rightly), is an empty text. Nothing of it raises an error, as texts that are no number do.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund thai-baht-text@2.0.5 >/dev/null
cat >seen.js <<'JS'
const words = require("thai-baht-text");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
expect("5", words(5), "ห้าบาทถ้วน");
expect("15", words(15), "สิบห้าบาทถ้วน");
expect("-5", words(-5), "undefinedสิบห้าบาทถ้วน");
expect("1100", words(1100), "หนึ่งพันหนึ่งร้อยบาทถ้วน");
expect("-100", words(-100), "undefinedพันหนึ่งร้อยบาทถ้วน");
expect("0.50", words(0.5), "ห้าสิบสตางค์");
expect("-0.50", words(-0.5), "ห้าสิบสตางค์");
expect("0", words(0), "");
JS
node seen.js
