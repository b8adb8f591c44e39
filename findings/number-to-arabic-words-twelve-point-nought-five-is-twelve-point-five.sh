#!/usr/bin/env bash
# npm number-to-arabic-words 1.5.3: 12.05 is read out as 12.5, "twelve point five", and -5 as nothing.
#
# The library "supports points like that 100.52". What stands behind the point is made a number of its own and read as such: 05 is five, as .5 is, and
# 005 too. Twelve riyals and five halalas are on a cheque what twelve and a half are; so for each fraction that begins with a nought. Arabic reads
# the nought (صفر) as other languages do, or the hundredths by name. A sign in front leaves an empty text, without an error, for any amount; the
# README has no bounds but "unlimited number length".
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund number-to-arabic-words@1.5.3 >/dev/null
cat >seen.js <<'JS'
const { toArabicWord } = require("number-to-arabic-words/dist/index-node.js");
const expect = (number, described) => {
  const seen = toArabicWord(number);
  console.log(`${number}: ${JSON.stringify(seen)}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
const half = "إثنا عشر فاصل خمس";
expect(12.5, half);
expect(12.05, half);
expect(12.005, half);
expect(100.52, "مائة فاصل أثنان و خمسون");
expect(5, "خمس");
expect(-5, "");
JS
node seen.js
