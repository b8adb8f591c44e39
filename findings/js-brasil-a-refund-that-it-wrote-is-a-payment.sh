#!/usr/bin/env bash
# npm js-brasil 2.8.0: a refund of 1,234.50 reais, which it writes -R$ 1.234,50, it reads as a payment of 1,234.50.
#
# The package has masks for amounts, numbers and percentages, and currencyToNumber to read them; the README shows them for amounts above nought.
# The mask of currencies puts the sign in front; currencyToNumber takes what stands behind the $ and keeps digits, points and commas, so
# the sign is lost with or without it. The masks for numbers and percentages drop the sign when they write, so that a fall of
# 1,50 % is a rise. And an amount as text with a point, 1234.56, as it comes from a database, is R$ 123.456,00 by the mask
# that writes the number 1234.56 as R$ 1.234,56, while currencyToNumber reads the same text as 1234.56.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund js-brasil@2.8.0 >/dev/null
cat >seen.js <<'JS'
const { maskBr, utilsBr } = require("js-brasil");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const plain = (text) => text.replace(/\u00a0/g, " ");
expect("a payment, written", plain(maskBr.currency(1234.5)), "R$ 1.234,50");
expect("and read", utilsBr.currencyToNumber(maskBr.currency(1234.5)), 1234.5);
expect("a refund, written", plain(maskBr.currency(-1234.5)), "-R$ 1.234,50");
expect("and read", utilsBr.currencyToNumber(maskBr.currency(-1234.5)), 1234.5);
expect("-1.234,50, read", utilsBr.currencyToNumber("-1.234,50"), 1234.5);
expect("-1234.5, written as a number", maskBr.number(-1234.5), "1.234,50");
expect("-1.5, written as a percentage", maskBr.porcentagem(-1.5), "1,50%");
expect("the number 1234.56", plain(maskBr.currency(1234.56)), "R$ 1.234,56");
expect("the text 1234.56", plain(maskBr.currency("1234.56")), "R$ 123.456,00");
expect("the text 1234.56, read", utilsBr.currencyToNumber("1234.56"), 1234.56);
JS
node seen.js
