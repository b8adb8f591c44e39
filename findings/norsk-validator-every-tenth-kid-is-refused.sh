#!/usr/bin/env bash
# npm norsk-validator 2.0.0: 902 of ten thousand valid references of Norwegian invoices (KID) are refused, those that end with 0.
#
# A KID, by which a Norwegian payment finds its invoice, ends with a check digit of modulus 10 (Luhn) or modulus 11. The package takes the
# last digit of the sum away from ten, and where it is 0 the check digit becomes 10, which no last digit is. So a thousand of ten thousand
# valid references with modulus 10 are refused; 98 of these slip through because they fit modulus 11 by chance, where the same case is
# handled. The sum of Luhn's digits of such a reference, check digit and all, is a multiple of ten, as ISO/IEC 7812-1 has it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund norsk-validator@2.0.0 >/dev/null
cat >seen.js <<'JS'
const { kidnummer } = require("norsk-validator");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
const sum = (digits) =>
  [...digits].reverse().reduce((total, digit, at) => total + (at % 2 ? [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][digit] : Number(digit)), 0);
const references = [];
for (let kid = 10000; kid < 110000; kid++) if (sum(String(kid)) % 10 === 0) references.push(String(kid));
expect("references by modulus 10", references.length, 10000);
const refused = references.filter((kid) => !kidnummer(kid, false, true));
expect("refused by modulus 10", refused.length, 1000);
expect("of these with another check digit than 0", refused.filter((kid) => !kid.endsWith("0")).length, 0);
expect("refused by either", references.filter((kid) => !kidnummer(kid)).length, 902);
expect("2345676", kidnummer("2345676"), true);
expect("190, whose sum is 10", `${sum("190")} ${kidnummer("190")}`, "10 false");
JS
node seen.js
