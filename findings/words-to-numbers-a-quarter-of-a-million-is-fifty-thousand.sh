#!/usr/bin/env bash
# npm words-to-numbers 1.5.1: "two hundred fifty thousand" is 50200, and "twenty five hundred" 520.
#
# The package reads numbers in words, as the amount of a cheque is written, and its README's longest are "twenty thousand, five
# hundred and sixty nine" and "six million five thousand and two", which are right. A hundred before tens and thousands is
# added to them instead of being multiplied with them: one hundred twenty thousand is 20100, nine hundred ninety nine thousand nine
# hundred ninety nine 10989: of 101 to 999 thousands only the whole hundreds are right. So it is with the millions, one hundred
# twenty million is 20000100, and with hundreds above twenty: thirty two hundred is 230. All come back as numbers, without a word.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund words-to-numbers@1.5.1 >/dev/null
cat >seen.js <<'JS'
const { wordsToNumbers } = require("words-to-numbers");
const expect = (words, described) => {
  const seen = wordsToNumbers(words);
  console.log(`${words}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
expect("twenty thousand five hundred and sixty nine", 20569);
expect("one hundred thousand", 100000);
expect("three hundred thousand", 300000);
expect("one hundred twenty thousand", 20100);
expect("one hundred and five thousand", 5100);
expect("two hundred fifty thousand", 50200);
expect("two hundred and fifty thousand dollars", "50200 dollars");
expect("nine hundred ninety nine thousand nine hundred ninety nine", 10989);
expect("one hundred twenty million", 20000100);
expect("nineteen hundred", 1900);
expect("twenty five hundred", 520);
expect("thirty two hundred", 230);
JS
node seen.js
