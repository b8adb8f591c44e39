#!/usr/bin/env bash
# npm numbers2words 1.5.0: 121, 221 and 921 are veintiuno in Spanish, twenty-one, and 101,000 is a hundred thousand in Italian.
#
# In Spanish the hundreds are left out before veintiuno: each of 121 to 921 is twenty-one, and 1121 is a thousand and twenty-one, in
# thousands and millions, too (121,000 is veintiún mil). In Italian a thousand of which the last three digits are 001 loses the one:
# 101,000 and 201,000 are centomila and duecentomila, the words of 100,000 and 200,000. The English words of the same numbers are right.
# The words are what counts on a cheque. Of the first 3000 numbers 27 have the words of another in Spanish, and none in English,
# German and French.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts numbers2words@1.5.0 >/dev/null
cat >seen.js <<'JS'
const Translator = require("numbers2words");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const words = (language, number) => new Translator(language).toWords(number).trim().replace(/\s+/g, " ");
expect("21", words("ES_ES", 21), "veintiuno");
expect("121", words("ES_ES", 121), "veintiuno");
expect("921", words("ES_ES", 921), "veintiuno");
expect("122", words("ES_ES", 122), "ciento veinte y dos");
expect("1121", words("ES_ES", 1121), "mil veintiuno");
expect("121,000", words("ES_ES", 121000), "veintiún mil");
expect("100,000", words("IT_IT", 100000), "centomila");
expect("101,000", words("IT_IT", 101000), "centomila");
expect("201,000", words("IT_IT", 201000), "duecentomila");
for (const [language, described] of [["EN_US", 0], ["DE_DE", 0], ["FR_FR", 0], ["IT_IT", 0], ["ES_ES", 27]]) {
  const seen = new Set();
  for (let number = 1; number <= 3000; number++) seen.add(words(language, number));
  expect(`${language}: words of another`, 3000 - seen.size, described);
}
JS
node seen.js
