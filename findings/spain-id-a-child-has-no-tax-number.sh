#!/usr/bin/env bash
# npm spain-id 1.1.13: nobody has a Spanish tax number that begins with K, L or M, which children and foreigners have.
#
# The package is there to "validate spanish id documents (NIF, CIF, NIE)". Spaniards under fourteen without a card have a NIF that begins with
# K, those who live abroad one with L, and foreigners without a number of their own one with M (Royal Decree 1065/2007, articles 19 and 20).
# Its last letter is that of a card, the number by 23. Here K, L and M are taken for a company's first letters, and the letter is wanted
# that a company would have, one of ten: of a thousand such numbers 48 happen to pass, and numbers with a company's letter, which
# nobody was given, do too. npm nif-dni-nie-cif-validation 1.0.10 takes all of them by the rule.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund spain-id@1.1.13 nif-dni-nie-cif-validation@1.0.10 >/dev/null
cat >seen.js <<'JS'
const { validateSpanishId, spainIdType } = require("spain-id");
const { isValidNif } = require("nif-dni-nie-cif-validation");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
expect("M1234567L", validateSpanishId("M1234567L"), false);
expect("M1234567L by the other", isValidNif("M1234567L"), true);
expect("1234567L, a card", validateSpanishId("1234567L"), true);
expect("X1234567L, a foreigner", validateSpanishId("X1234567L"), true);
for (const first of "KLM") {
  let refused = 0;
  let taken = 0;
  for (let number = 1234000; number < 1235000; number++) {
    const letter = "TRWAGMYFPDXBNJZSQVHLCKE"[number % 23];
    if (!isValidNif(first + number + letter)) throw new Error("the other package refuses it");
    if (!validateSpanishId(first + number + letter)) refused++;
    for (const other of "ABCDEFGHIJ0123456789") {
      if (other !== letter && validateSpanishId(first + number + other)) taken++;
    }
  }
  expect(`${first}: right ones refused, wrong ones taken`, `${refused}, ${taken}`, "952, 1952");
}
JS
node seen.js
