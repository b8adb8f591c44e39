#!/usr/bin/env bash
# npm accounting-js 2.0.3: 1.991 rounded up is $2.99, and 1.999 rounded down is $1.00.
#
# The option "round" of formatMoney and formatNumber "decides the round direction": above 0 up, below 0 down. The whole dollars are taken
# from the amount that was rounded so, the cents from one that was rounded to the nearest, for there the option is not handed on.
# Wherever the two roundings differ over a whole dollar the text is nearly a dollar too high or too low: up, for what ends in 0.990 to
# 0.995; down, for what ends in 0.995 and more. Elsewhere the option does nothing to the cents: 1.231 rounded up is 1.23. The
# package's own toFixed has 2.00 and 1.99.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund accounting-js@2.0.3 >/dev/null
cat >seen.js <<'JS'
const { formatMoney, formatNumber, toFixed } = require("accounting-js");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
expect("1.991 up, toFixed", toFixed(1.991, 2, 1), "2.00");
expect("1.991 up", formatMoney(1.991, { round: 1 }), "$2.99");
expect("1999.994 up", formatMoney(1999.994, { round: 1 }), "$2,000.99");
expect("1.999 down, toFixed", toFixed(1.999, 2, -1), "1.99");
expect("1.999 down", formatMoney(1.999, { round: -1 }), "$1.00");
expect("1234.998 down, a number", formatNumber(1234.998, { round: -1 }), "1,234.00");
expect("1.231 up", formatMoney(1.231, { round: 1 }), "$1.23");
expect("1.999 without the option", formatMoney(1.999), "$2.00");
JS
node seen.js
