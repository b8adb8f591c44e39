#!/usr/bin/env bash
# npm simple-currency-format 2.4.0: 1.239 Kuwaiti dinars with three decimals are KD1.240, 1.495 dollars without are $2.
#
# currencyFormat takes the number of decimals as its last argument, but has rounded to two of them before. A dinar has 1000 fils (ISO
# 4217), and the last digit of every amount is 0. With fewer than two decimals it is rounded twice: 1.495 is 1.50, and then 2, where
# Intl.NumberFormat writes 1. With four, as unit prices of screws or of kilowatt-hours have them, two are 0 and a mark of thousands
# stands between them, $1,234.5,700, a text that no reader takes for the 1234.5678 it was.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund simple-currency-format@2.4.0 >/dev/null
cat >seen.js <<'JS'
const { currencyFormat } = require("simple-currency-format");
const expect = (amount, currency, decimals, described) => {
  const seen = currencyFormat(amount, "en-US", currency, decimals);
  const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  console.log(`${amount} ${currency} with ${decimals} decimals: ${seen} (${new Intl.NumberFormat("en-US", options).format(amount)})`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
expect(1.23, "KWD", 3, "KD1.230");
expect(1.239, "KWD", 3, "KD1.240");
expect(0.004, "KWD", 3, "KD0.000");
expect(1.494, "USD", 0, "$1");
expect(1.495, "USD", 0, "$2");
expect(1234.5678, "USD", 4, "$1,234.5,700");
JS
node seen.js
