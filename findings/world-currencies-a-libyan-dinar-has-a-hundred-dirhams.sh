#!/usr/bin/env bash
# npm world-currencies 0.0.11: a Libyan dinar has a hundred dirhams, Dubai pays with Bahrain's sign, and Tunis with coins of ten dinars.
#
# "Information for currencies contained in ISO 4217": name, sign, minor unit with its value in the major one, notes and coins. The dirham of
# Libya is a thousandth of a dinar (ISO 4217: three decimals); with the value 0.01 that it has here a price of 1,250 dirhams is 12.50
# dinars, ten times too much, and the coins of the package, 100 dirhams and a quarter of a dinar, do not go together. The dirham of
# the Emirates has the sign of Bahrain's dinar, as the entry of Bahrain shows. Tunisia's sign of the dinar is the one of the
# thousandth part, and stands on its coins of 10 to 200 thousandths. Kuwait, Bahrain, Iraq and Oman are right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund world-currencies@0.0.11 currency-codes-ts@3.0.0 >/dev/null
cat >seen.js <<'JS'
const currencies = require("world-currencies");
const { code } = require("currency-codes-ts");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const { major, minor } = { major: (name) => currencies[name].units.major, minor: (name) => currencies[name].units.minor };
for (const name of ["KWD", "BHD", "IQD", "OMR", "TND"]) {
  expect(`${name}, ${minor(name).name}`, `${minor(name).majorValue}, ISO's decimals ${code(name).digits}`, "0.001, ISO's decimals 3");
}
expect("LYD, dirham", `${minor("LYD").majorValue}, ISO's decimals ${code("LYD").digits}`, "0.01, ISO's decimals 3");
expect("1,250 dirhams", 1250 * minor("LYD").majorValue, 12.5);
expect("Libya's coins", currencies.LYD.coins.frequent, "0.25 dinar,0.5 dinar,50 dirhams,100 dirhams");
const sign = "\u062f.\u0628"; // dal, beh: the dinar of Bahrain
expect("the sign of Bahrain is in its entry", major("BHD").symbol.includes(sign), true);
expect("and in that of the Emirates", major("AED").symbol.includes(sign), true);
const tunisian = "\u062a.\u062f"; // teh, dal: the dinar of Tunisia
expect("Tunisia's dinar", major("TND").symbol, "");
expect("Tunisia's thousandth", minor("TND").symbol === tunisian, true);
expect("Tunisia's coin of ten thousandths", currencies.TND.coins.frequent[0] === `10${tunisian}`, true);
JS
node seen.js
