#!/usr/bin/env bash
# npm @formulajs/formulajs 4.6.1: VALUE of an amount in brackets is a positive amount.
#
# It is "JavaScript implementation of most Microsoft Excel formula functions". Accountants and their exports write a credit
# of 1,234.50 as (1,234.50); Excel's VALUE reads that as -1234.5, as it reads the cell itself. Here everything that is no
# digit, sign or point is taken away first: the credit is a debit of 1234.5, and a column with one of 100.00 and (100.00) sums
# up to 200.00. Its own DOLLAR writes the brackets for an amount below zero, and VALUE reads them back without the sign.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @formulajs/formulajs@4.6.1 >/dev/null
cat >seen.js <<'JS'
const { DOLLAR, VALUE } = require("@formulajs/formulajs");
const expect = (what, seen, described) => {
  console.log(`${what}: ${JSON.stringify(seen)}`);
  if (seen !== described) throw new Error(`no longer as described: ${JSON.stringify(described)}`);
};
expect("a sign", VALUE("-1,234.50"), -1234.5);
expect("brackets", VALUE("(1,234.50)"), 1234.5);
expect("a column", ["100.00", "(100.00)"].map((text) => VALUE(text)).reduce((a, b) => a + b), 200);
expect("written", DOLLAR(-1234.5), "$(1,234.50)");
expect("read back", VALUE(DOLLAR(-1234.5)), 1234.5);
JS
node seen.js
