#!/usr/bin/env bash
# npm fast-iban 1.2.0: the first German account is written 37040044-0532013000, the second and all after it without the dash.
#
# formatBBAN parts a domestic account number by the country's own lengths. It turns the country's list round and takes it off piece
# by piece, and it is the package's one list and no copy of it: after the first number nothing is left of it, and all that
# comes later in the same process is handed back as it came, whichever account it is. So for every country, each for itself, and
# with a separator of one's own. The README has "returns rawValue formatted as BBAN", and no word of a first time.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund fast-iban@1.2.0 >/dev/null
cat >seen.js <<'JS'
const iban = require("fast-iban");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
expect("first in Germany", iban.formatBBAN("370400440532013000", "DE"), "37040044-0532013000");
expect("second in Germany", iban.formatBBAN("100000000123456789", "DE"), "100000000123456789");
expect("the first again", iban.formatBBAN("370400440532013000", "DE"), "370400440532013000");
expect("first in France", iban.formatBBAN("20041010050500013M02606", "FR", " "), "20041 01005 0500013M026 06");
expect("the same in France", iban.formatBBAN("20041010050500013M02606", "FR", " "), "20041010050500013M02606");
JS
node seen.js
