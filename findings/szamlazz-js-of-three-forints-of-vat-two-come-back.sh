#!/usr/bin/env bash
# npm szamlazz.js 9.2.0: 50 forints are sold with 3 forints of VAT and taken back with 2.
#
# VAT is rounded with Math.round, whose half goes up on both sides of nought: 5 % of 50, 2.5, become 3, and 5 % of -50, -2.5, become -2. A
# line with a negative price or number, a discount or goods taken back, so does not cancel the line that it takes back: for each VAT that ends in a half a
# forint (a cent, in euros) stays with the state or the seller. At 5 % they are one in twenty prices in whole forints, at 27 % one in a hundred. By the
# rules of commerce a half goes away from nought for either sign, as SQL's and Excel's ROUND have it; the invoice then ends in -53.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund szamlazz.js@9.2.0 >/dev/null
cat >seen.mjs <<'JS'
import { Currencies, Item } from "szamlazz.js";
const line = (netUnitPrice, vat, quantity = 1) => {
  const xml = new Item({ label: "Book", quantity, unit: "pc", vat, netUnitPrice })._generateXML(0, Currencies.HUF);
  return ["nettoErtek", "afaErtek", "bruttoErtek"].map((name) => xml.match(`<${name}>(.*)</${name}>`)[1]).join(" ");
};
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
expect("a book at 50, net, VAT, gross", line(50, 5), "50 3 53");
expect("the book taken back", line(-50, 5), "-50 -2 -52");
expect("the book taken back, by number", line(50, 5, -1), "-50 -2 -52");
const tax = (text) => Number(text.split(" ")[1]);
const other = (vat) => Array.from({ length: 10000 }, (_, at) => at + 1).filter((price) => tax(line(price, vat)) !== -tax(line(-price, vat))).length;
expect("of 10000 prices at 5 % with another VAT", other(5), 500);
expect("of 10000 prices at 27 % with another VAT", other(27), 100);
JS
node seen.mjs
