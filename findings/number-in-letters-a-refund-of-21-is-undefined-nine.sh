#!/usr/bin/env bash
# npm number-in-letters 0.5.0: a refund of 21 is "undefined-nine", one of 100 undefined, and 12.50 is "thirteen".
#
# A negative number is not refused and has no word for its sign: the tens are looked up for what JavaScript's % leaves, and below nought there are
# none. -21 is thirty more than its tens, so it ends in nine. Decimals are gone by rounding before anything else, a half upwards: 12.49 is twelve, 12.50
# and 13.49 are thirteen. The README has "convert numbers to words - their written form" and says neither. In French, as "fr" and as "bl", 21 is
# "vingt-un"; it is vingt et un.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund number-in-letters@0.5.0 >/dev/null
cat >seen.js <<'JS'
const writtenNumber = require("number-in-letters");
const expect = (number, lang, described) => {
  const seen = writtenNumber(number, { lang });
  console.log(`${number}: ${seen}`);
  if (String(seen) !== described) throw new Error(`no longer as described: ${described}`);
};
expect(21, "en", "twenty-one");
expect(-21, "en", "undefined-nine");
expect(-5, "en", "undefined-five");
expect(-100, "en", "undefined");
expect(12.49, "en", "twelve");
expect(12.5, "en", "thirteen");
expect(71, "fr", "soixante et onze");
expect(21, "fr", "vingt-un");
JS
node seen.js
