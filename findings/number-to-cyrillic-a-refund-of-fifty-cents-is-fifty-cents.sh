#!/usr/bin/env bash
# npm number-to-cyrillic 2.7.0: a refund of -0.50 is "zero dollars fifty cents", in hryvnias, roubles and euros too.
#
# The word for minus is put before the whole part, and only if that is below nought; the cents are taken without a sign. Between -1 and 0 the whole part is
# nought, -0.99 as well as -0.01, and nothing is left of the sign, in the words as in the numbers of the answer (integer 0, fractionalString
# "50"). -1.50 is "minus one dollar fifty cents". In English a dash stands before cents below ten, "zero dollars - seven cents" for 0.07, which
# on an invoice reads like the minus that is missing here.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund number-to-cyrillic@2.7.0 >/dev/null
cat >seen.js <<'JS'
const { convert } = require("number-to-cyrillic");
const expect = (amount, currency, language, described) => {
  const made = convert(amount, { currency, language });
  const seen = [made.convertedInteger, made.integerCurrency, made.convertedFractional, made.fractionalCurrency].join(" ");
  console.log(`${amount}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
expect(-1.5, "usd", "en", "minus one dollar fifty cents");
expect(-0.5, "usd", "en", "zero dollars fifty cents");
expect(0.5, "usd", "en", "zero dollars fifty cents");
expect(-0.5, "uah", "ua", "нуль гривень п'ятдесят копійок");
expect(-0.07, "usd", "en", "zero dollars - seven cents");
expect(0.07, "usd", "en", "zero dollars - seven cents");
JS
node seen.js
