#!/usr/bin/env bash
# npm @norbulcz/num-parse 0.1.0: 1'234.50 is 1234.5, but null when the amount before it had a typing error.
#
# The README calls the parser "Predictable (invalid input -> returns null, never throws)" and reads Swiss amounts with an apostrophe.
# Whether there is one is asked of a regular expression with the flag g, which remembers where it was (ECMA-262, RegExp.prototype.test:
# the search begins at lastIndex). Only a good amount puts it back. After 12'34.50, or after any amount that the option
# allowApostrophe turned away, the next one is searched from the middle, its apostrophe is not found, and it is null
# as well: in a column of amounts a typing error takes the good amount below it along, and the total is short of both.
# The same text read again is right. Which amounts are lost depends on where the apostrophes stand: one further to the right is found.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @norbulcz/num-parse@0.1.0 >/dev/null
cat >seen.js <<'JS'
const { parseNumber } = require("@norbulcz/num-parse");
const expect = (what, seen, described) => {
  console.log(`${what}: ${JSON.stringify(seen)}`);
  if (JSON.stringify(seen) !== JSON.stringify(described)) throw new Error(`no longer as described: ${JSON.stringify(described)}`);
};
const column = (amounts) => amounts.map((amount) => parseNumber(amount));
expect("good amounts", column(["1'234.50", "2'000.00", "1'234.50"]), [1234.5, 2000, 1234.5]);
expect("with a typing error", column(["1'234.50", "12'34.50", "2'000.00", "1'234.50"]), [1234.5, null, null, 1234.5]);
expect("the last one again", parseNumber("2'000.00"), 2000);
expect("a longer one after it", column(["12'34.50", "1'234'567.00"]), [null, 1234567]);
expect("turned away by option", parseNumber("1'234.50", { allowApostrophe: false }), null);
expect("and then asked for", parseNumber("1'234.50"), null);
expect("and again", parseNumber("1'234.50"), 1234.5);
JS
node seen.js
