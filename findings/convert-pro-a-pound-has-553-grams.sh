#!/usr/bin/env bash
# npm convert-pro 1.3.2: a pound has 553.592 grams, and so nineteen and a half ounces.
#
# The package converts amounts between units. Its table of weights has 553.592 for the pound, where the international pound is
# 453.59237 grams by definition: a 5 stands for the 4. Ounce (28.3495 grams) and stone (6350.29) are right, so sixteen ounces
# are 0.819 pounds, a stone of fourteen pounds has 11.471, and 25 pounds are sent as 13.84 kilograms, where they are 11.34. Weights
# from pounds are 22 % too high, those into pounds 18 % too low, with no error. Pounds as a unit of force are right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund convert-pro@1.3.2 >/dev/null
cat >seen.js <<'JS'
const { default: convert } = require("convert-pro");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const grams = (text) => convert.mass(text, "gram");
const into = (text, unit) => convert.mass(text, unit).toFixed(3);
expect("an ounce in grams", grams("1 ounce"), 28.3495);
expect("a pound in grams", grams("1 pound"), 553.592);
expect("16 ounces in pounds", into("16 ounces", "pound"), "0.819");
expect("a stone in pounds", into("1 stone", "pound"), "11.471");
expect("25 pounds in kilograms", into("25 pounds", "kilogram"), "13.840");
expect("a kilogram in pounds", into("1 kilogram", "pound"), "1.806");
expect("a pound of force in newtons", convert.force("1 LBF", "N"), 4.44822);
JS
node seen.js
