#!/usr/bin/env bash
# npm currency-library 1.0.1: £ is the Syrian pound and $ the East Caribbean dollar, there is no currency 036, and Uganda has cents.
#
# getBySymbol "returns currency object or undefined", so one of them. Of the eight currencies with £ and the twenty-three with $
# it is the one whose code comes last in the alphabet, as the list is gone through and the last overwrites the others. By number
# Australia is 36 and Algeria 12, while ISO 4217 has three digits, 036 and 012, as card slips and payment codes do: sixteen
# currencies are not found by the number on the slip. The minor units of ten are not those of ISO: Uganda has two instead of
# none, so that 5,000 shillings are 500000 of the smallest, and North Macedonia, Lebanon and Myanmar none instead of two.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund currency-library@1.0.1 currency-codes-ts@3.0.0 >/dev/null
cat >seen.js <<'JS'
const { getAll, getBySymbol, getByNumericCode, getByIsoCode } = require("currency-library");
const { code } = require("currency-codes-ts");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
for (const [symbol, name, how] of [["₴", "Ukrainian hryvnia", 1], ["£", "Syrian pound", 8], ["$", "East Caribbean dollar", 23], ["kr", "Swedish krona/kronor", 4]]) {
  expect(symbol, getBySymbol(symbol).name, name);
  expect(`currencies with ${symbol}`, getAll().filter((one) => one.symbol === symbol).length, how);
}
expect("036", getByNumericCode("036"), undefined);
expect("036 by ISO 4217", code("AUD").number, "036");
expect("36", getByNumericCode(36).isoCode, "AUD");
const lost = getAll().filter((one) => code(one.isoCode) && getByNumericCode(code(one.isoCode).number) === undefined);
expect("not found by ISO's number", lost.length, 16);
expect("minor units of UGX, by ISO 4217", `${getByIsoCode("UGX").minorUnits}, ${code("UGX").digits}`, "2, 0");
for (const name of ["MKD", "LBP", "MMK"]) {
  expect(`minor units of ${name}, by ISO 4217`, `${getByIsoCode(name).minorUnits}, ${code(name).digits}`, "0, 2");
}
const other = getAll().filter((one) => code(one.isoCode) && code(one.isoCode).digits !== one.minorUnits);
expect("minor units that are not ISO's", other.map((one) => one.isoCode).join(" "), "CVE IRR KPW LAK LBP MGA MKD MMK SLL UGX");
JS
node seen.js
