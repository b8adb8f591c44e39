#!/usr/bin/env bash
# npm gs1js 0.0.2: a price of 12.50, 3922 01250 on a label, is an identifier "39" with 2201250, and order PO12345 is "0PO12345".
#
# The library "parses GS1 bar codes with fix-length and variable length application identifiers". GS1's identifiers have two, three or four digits, and the first two
# tell how many (General Specifications, 3.2 and 7.8): 24, 25, 39, 40 to 43, 70 and 80 to 82 three or four, 31 to 36 four. The package cuts two off
# for every one: the other digits become the head of the data, and the amounts', lengths' and weights' decimals are a digit of the number. What is
# looked up by its identifier, 3922, 400 or 3102, is not there. The README's example has identifiers of two digits only; these are right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund gs1js@0.0.2 >/dev/null
cat >seen.js <<'JS'
const { GS1Reader } = require("gs1js");
const article = "0109501101530003";
const expect = (label, id, described) => {
  const reader = new GS1Reader(article + label);
  const seen = reader.getApplicationIdentifiers().slice(1).map(({ identifier, value }) => `${identifier} is ${value}`).join(", ");
  const found = reader.getApplicationIdentifierById(id);
  console.log(`${label.replace("\u001d", " ")}: ${seen}; ${id} is ${found ? "there" : "not there"}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
expect("3724\u001d10AB", "37", "37 is 24, 10 is AB");
expect("392201250", "3922", "39 is 2201250");
expect("400PO12345", "400", "40 is 0PO12345");
expect("3102001250", "3102", "31 is 02001250");
expect("240ABC\u001d10AB", "240", "24 is 0ABC, 10 is AB");
JS
node seen.js
