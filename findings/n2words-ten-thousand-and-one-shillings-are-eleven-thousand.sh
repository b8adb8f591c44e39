#!/usr/bin/env bash
# npm n2words 4.0.0: in Swahili a cheque over 10,001 shillings has the words of one over 11,000, and a thousand billion ringgit are "undefined".
#
# "Convert numbers to words in 71 languages", amounts of money among them. In Swahili thousand stands before its number, elfu kumi being ten
# thousand, and na joins what follows: elfu kumi na moja is thousand (ten and one) or (thousand ten) and one. What Swahili has for telling
# them apart, kumi na moja elfu, is not used, and 1701 pairs of amounts below a million have the same words, 100,001 and 101,000 too.
# In Yoruba 1,000,000,001 naira are 1,001,000,000. In Malay the names end with trillion, and 1,000,000,000,000,000 ringgit
# are "seundefined", without an error. English tells all of them apart.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund n2words@4.0.0 >/dev/null
cat >seen.js <<'JS'
import { toCardinal, toCurrency as shillings } from "n2words/sw-KE";
import { toCurrency as naira } from "n2words/yo-NG";
import { toCurrency as ringgit } from "n2words/ms-MY";
import { toCardinal as english } from "n2words/en-KE";
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
expect("10001 shillings", shillings(10001), "shilingi elfu kumi na moja");
expect("11000 shillings", shillings(11000), "shilingi elfu kumi na moja");
expect("100001 and 101000 are the same", shillings(100001) === shillings(101000), true);
const pairs = (words) => {
  const seen = new Set();
  for (let amount = 0; amount < 1000000; amount++) seen.add(words(amount));
  return 1000000 - seen.size;
};
expect("of a million amounts in Swahili, with the words of another", pairs(toCardinal), 1701);
expect("in English", pairs(english), 0);
expect("Yoruba, the same", naira(1000000001) === naira(1001000000), true);
expect("a thousand billion ringgit", ringgit(1000000000000000), "seundefined ringgit");
JS
mv seen.js seen.mjs
node seen.mjs
