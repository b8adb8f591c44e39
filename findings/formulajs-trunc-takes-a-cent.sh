#!/usr/bin/env bash
# npm @formulajs/formulajs 4.6.1: TRUNC to cents takes a cent from amounts that are whole cents.
#
# TRUNC cuts off what lies behind the digit that is named; of 0.29 to two decimals nothing does. The number is multiplied
# by 100 in floating point, 28.999999999999996, and cut: 0.28. It befalls 573 of the 9999 amounts up to 99.99, among them
# 1.15, and ROUNDDOWN of the same package, which Excel describes in the same words, none of them.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @formulajs/formulajs@4.6.1 >/dev/null
cat >seen.js <<'JS'
const { ROUNDDOWN, TRUNC } = require("@formulajs/formulajs");
const expect = (what, seen, described) => {
  console.log(`${what}: ${JSON.stringify(seen)}`);
  if (JSON.stringify(seen) !== JSON.stringify(described)) throw new Error(`no longer as described: ${JSON.stringify(described)}`);
};
const amounts = Array.from({ length: 9999 }, (_, index) => Number(`${Math.floor((index + 1) / 100)}.${String((index + 1) % 100).padStart(2, "0")}`));
const changed = (cut) => amounts.filter((amount) => cut(amount, 2) !== amount).length;
expect("TRUNC of 0.29, 1.15, -0.29", [0.29, 1.15, -0.29].map((amount) => TRUNC(amount, 2)), [0.28, 1.14, -0.28]);
expect("changed by TRUNC", changed(TRUNC), 573);
expect("changed by ROUNDDOWN", changed(ROUNDDOWN), 0);
JS
node seen.js
