#!/usr/bin/env bash
# npm price-parser 3.4.0: 100 yen are ten thousand of the smallest unit, 1.234 dinars are 1,234, and 1.5k is one pound.
#
# The package finds prices in a text; "values are in smallest currency unit", says its readme, as payment services take them. ISO 4217 has
# for the yen and the won no smaller unit and the dinars of Kuwait and Bahrain a thousand to the one. The package has an exponent for
# each currency, and it is 2 in each, so a charge of 100 yen is a hundred times as much. A dinar's three digits behind the point are
# taken for thousands. A discount of -$5.00 is a price of 5, and of 1.5k the .5 is dropped along with the k.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund price-parser@3.4.0 >/dev/null
node -e '
  const { parseFirst, currencies } = require("price-parser");
  const expect = (what, seen, described) => {
    console.log(`${what}: ${seen}`);
    if (seen !== described) throw new Error("no longer as described");
  };
  for (const [text, value, number] of [
    ["£ 54", 5400, 54],
    ["$1.55", 155, 1.55],
    ["100 jpy", 10000, 100],
    ["¥1,235", 123500, 1235],
    ["KWD 1.23", 123, 1.23],
    ["KWD 1.234", 123400, 1234],
    ["-$5.00", 500, 5],
    ["£1.5k", 100, 1],
  ]) {
    expect(`smallest units of ${text}`, parseFirst(text).value, value);
    expect(`number of ${text}`, parseFirst(text).floatValue, number);
  }
  expect("currencies with an exponent that is not 2", currencies.filter(({ exponent }) => exponent !== 2).length, 0);
'
