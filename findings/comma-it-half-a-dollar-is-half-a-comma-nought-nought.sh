#!/usr/bin/env bash
# npm comma-it 0.0.7: the number 1234.5 is written as "1 234.5,00", and 1234567.891 as "1 234 567. 891,00".
#
# "Turn numbers into more readable amounts: 1234.5 => 1,234.50", says the README's first line. By default the decimals are looked for
# behind a comma, in the text of the number, where JavaScript has a point: a number with decimals is taken for a whole one and gets two
# noughts more, and from three decimals on a thousands' separator goes in behind the point. Who reads "0.5,00" may take it for 5,00 or
# 500. With a point for the separator it is told apart, and cut instead of rounded: 19.999 is 19.99. Only texts that are written with
# a comma already, as in its other examples, are right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund comma-it@0.0.7 >/dev/null
cat >seen.js <<'JS'
const commaIt = require("comma-it");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
expect("the text 12341233,12", commaIt("12341233,12", { addPrecision: true }), "12 341 233,12");
expect("1234.5", commaIt(1234.5), "1 234.5,00");
expect("1234.5 with precision", commaIt(1234.5, { addPrecision: true }), "1 234.5,00");
expect("0.5", commaIt(0.5), "0.5,00");
expect("1234567.891", commaIt(1234567.891), "1 234 567. 891,00");
expect("19.999 with a point", commaIt(19.999, { addPrecision: true, decimalSeperator: "." }), "19.99");
JS
node seen.js
