#!/usr/bin/env bash
# npm to-words 5.7.0: two million euros in Italian are "Milioni Euro".
#
# Amounts in words are what this package is for, with a currency for each of 135 places. In Italian the number before two
# million and two milliard is missing and "millions" stays, with whatever follows: 2,500,000 is "Milioni Cinque Cento Mila
# Euro". One and three million are right, and so is the same amount in French. A contract over "millions of euros" has no
# amount at all.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund to-words@5.7.0 >/dev/null
cat >seen.js <<'JS'
const { ToWords } = require("to-words");
function expect(what, seen, as) {
  console.log(what + ": " + JSON.stringify(seen));
  if (JSON.stringify(seen) !== JSON.stringify(as)) {
    console.log("no longer as described: " + JSON.stringify(as));
    process.exitCode = 1;
  }
}

const words = (language, amount) => new ToWords({ localeCode: language }).convert(amount, { currency: true });
expect("1,000,000", words("it-IT", 1000000), "Un Milione Euro");
expect("2,000,000", words("it-IT", 2000000), "Milioni Euro");
expect("2,500,000", words("it-IT", 2500000), "Milioni Cinque Cento Mila Euro");
expect("2,000,000,000", words("it-IT", 2000000000), "Miliardi Euro");
expect("3,000,000", words("it-IT", 3000000), "Tre Milioni Euro");
expect("French", words("fr-FR", 2000000), "Deux Millions Euros");
JS
node seen.js
