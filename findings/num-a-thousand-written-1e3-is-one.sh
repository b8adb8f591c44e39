#!/usr/bin/env bash
# npm num 0.3.0: a thousand, written 1e3, is one, and 1.5e3 are fifteen.
#
# "Arbitrary size fixed precision": numbers and strings are valid values. An exponent is read, and becomes that many decimals less than
# none; the text of a number with less than no decimals is its digits alone. JavaScript writes numbers from 1e21 on that way, CSV files
# from Excel much smaller ones (1.23E+05, with a capital E, which is refused as NaN at least). 1e21 becomes 1, and twice 1e3 are 2;
# but 1e3 and nothing are 1000, since add widens the decimals to none, and comparisons do as well: 1e3 is not less than 2. 1e-7 is right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund num@0.3.0 >/dev/null
cat >seen.js <<'JS'
const num = require("num");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
expect("1e-7", num("1e-7"), "0.0000001");
expect("1e3", num("1e3"), "1");
expect("1.5e3", num("1.5e3"), "15");
expect("1e21 as a number", num(1e21), "1");
expect("1e3 times 2", num("1e3").mul(2), "2");
expect("1e3 plus 0", num("1e3").add(0), "1000");
expect("1e3 is less than 2", num("1e3").lt(2), false);
expect("1.23E+05", num("1.23E+05").toString(), NaN);
JS
node seen.js
