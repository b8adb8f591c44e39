#!/usr/bin/env bash
# npm terbilang-ts 2.1.0: a debt of 1100000 rupiahs is "Satu Juta Seratus Ribu", as the same sum earned, and 12.5 is "undefined Belas".
#
# Math.abs is taken of the number before anything else: a debt and a payment have the same words on a receipt, whatever the amount. The rest is read
# off by division, the last places as an index of the list of words, and for a fraction there is no word in it: "undefined". 0 is an empty
# text; in Indonesian it is "nol", and minus five "minus lima". The README's API is "number: type number", and its example a whole amount of
# rupiahs.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund terbilang-ts@2.1.0 >/dev/null
cat >seen.js <<'JS'
const Terbilang = require("terbilang-ts").default;
const expect = (number, described) => {
  const seen = Terbilang(number);
  console.log(`${number}: ${JSON.stringify(seen)}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
expect(1100000, "Satu Juta Seratus Ribu");
expect(-1100000, "Satu Juta Seratus Ribu");
expect(5, "Lima");
expect(-5, "Lima");
expect(0, "");
expect(12.5, "undefined Belas");
JS
node seen.js
