#!/usr/bin/env bash
# npm szamlazz.js 9.2.0: a line of 0.05 euros with 27 % VAT has a gross amount of 0.060000000000000005 on the invoice that is sent.
#
# The package works out an invoice's lines itself: net and VAT are each rounded to the currency's decimals, and their sum, or the difference where the gross price is
# given, is left as JavaScript adds it, and written so in bruttoErtek or nettoErtek. More than one in five net prices below a hundred euros
# has a gross amount of ten and more digits, and one in three gross prices such a net amount. Forints have no decimals and are right. By the VAT Act and by
# szamlazz.hu's description of the XML the amounts are those that are printed: net + VAT = gross, to the cent.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund szamlazz.js@9.2.0 >/dev/null
cat >seen.mjs <<'JS'
import { Currencies, Item } from "szamlazz.js";
const line = (price, currency, quantity = 1) => {
  const xml = new Item({ label: "Paper", quantity, unit: "pc", vat: 27, ...price })._generateXML(0, currency);
  return ["nettoErtek", "afaErtek", "bruttoErtek"].map((name) => xml.match(`<${name}>(.*)</${name}>`)[1]).join(" + ").replace(/ \+ (\S+)$/, " = $1");
};
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
expect("0.05 euros net", line({ netUnitPrice: 0.05 }, Currencies.EUR), "0.05 + 0.01 = 0.060000000000000005");
expect("7 at 1000 euros gross", line({ grossUnitPrice: 1000 }, Currencies.EUR, 7), "5511.8099999999995 + 1488.19 = 7000");
expect("50 forints net", line({ netUnitPrice: 50 }, Currencies.HUF), "50 + 14 = 64");
const long = (kind) => Array.from({ length: 10000 }, (_, cents) => line({ [kind]: (cents + 1) / 100 }, Currencies.EUR)).filter((text) => /\d{6}/.test(text)).length;
expect("of 10000 net prices with such an amount", long("netUnitPrice"), 2266);
expect("of 10000 gross prices with such an amount", long("grossUnitPrice"), 3455);
JS
node seen.mjs
