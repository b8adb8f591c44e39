#!/usr/bin/env bash
# npm amounts 0.5.0: eight pints are four fifths of a gallon, and two pints are four fifths of a quart.
#
# The package turns amounts of stuff from one unit into another. Its gallon (3.78541 litres), quart (0.946353), cup (0.236588) and fluid
# ounce (0.0295735) are the American ones; its pint is 0.373176 litres, where the American one is 0.473176 (half a quart, two cups, 16
# ounces) and the British one 0.568261: a 3 stands for a 4. A fifth of what is ordered by the pint gets lost, with no error. Defining
# each unit by another (a pint as half a quart) and a test as the loop below find such slips.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund amounts@0.5.0 >/dev/null
cat >seen.js <<'JS'
const { volume } = require("amounts");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const into = (amount, unit) => volume(amount).as(unit).toFixed(3);
expect("4 quarts in gallons", into("4 quarts", "gallon"), "1.000");
expect("2 cups in quarts", into("2 cups", "quart"), "0.500");
expect("16 fluid ounces in cups", into("16 fluid ounces", "cup"), "2.000");
expect("8 pints in gallons", into("8 pints", "gallon"), "0.789");
expect("2 pints in quarts", into("2 pints", "quart"), "0.789");
expect("a pint in cups", into("1 pint", "cup"), "1.577");
expect("a gallon in pints", into("1 gallon", "pint"), "10.144");
JS
node seen.js
