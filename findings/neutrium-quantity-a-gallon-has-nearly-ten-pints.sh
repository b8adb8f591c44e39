#!/usr/bin/env bash
# npm @neutrium/quantity 3.0.7: a gallon has 9.6 pints, a pint 16.65 fluid ounces and a cup 8.8 of them.
#
# The README: where a unit differs by country the variants are "differentiated by appending the localisation", gal(us) or gal(imp). The names
# without one are there too, and are not of one country: gal and floz are imperial, pt and qt American, and the cup is metric, 250 ml. A
# gallon has eight pints and four quarts in Britain as in America; here it has 9.6 and 4.8. Goods bought by the gallon and sold by
# the pint gain a fifth of their stock. In js-quantities, of which the package is a fork, the same names are all American,
# and with the countries named, gal(us) and pt(usl), the numbers are right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @neutrium/quantity@3.0.7 >/dev/null
cat >seen.js <<'JS'
const { Quantity } = require("@neutrium/quantity");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const one = (from, to) => Number(new Quantity(`1 ${from}`).to(to).scalar.toString()).toFixed(3);
expect("a gallon in pints", one("gal", "pt"), "9.608");
expect("a gallon in quarts", one("gal", "qt"), "4.804");
expect("a quart in pints", one("qt", "pt"), "2.000");
expect("a pint in fluid ounces", one("pt", "floz"), "16.653");
expect("a cup in fluid ounces", one("cup", "floz"), "8.799");
expect("a gallon in litres", one("gal", "l"), "4.546");
expect("a pint in litres", one("pt", "l"), "0.473");
expect("an American gallon in American pints", one("gal(us)", "pt(usl)"), "8.000");
expect("an American pint in American fluid ounces", one("pt(usl)", "floz(us)"), "16.000");
JS
node seen.js
