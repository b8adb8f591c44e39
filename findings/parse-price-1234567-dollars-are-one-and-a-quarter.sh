#!/usr/bin/env bash
# npm parse-price 1.1.8: $1,234,560 are 1234560, and $1,234,567 are 1.234; $1,230 are 1230 and $1,999 are 1.999.
#
# "Returns a Number from a localized price string", in which both commas and points part thousands or decimals. The last mark is taken for
# the decimal one, unless three digits or more follow it and the last of them is a 0: whether a price has thousands depends on its
# last digit. What comes after is then cut at every such mark and the second piece is the decimals, so of 1,234,567 the 567 are lost
# as well. A mark that stands twice cannot be a decimal one in any language (CLDR); 12,505 may be read in two ways, 12,500 is
# read in the other.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund parse-price@1.1.8 >/dev/null
cat >seen.js <<'JS'
const parsePrice = require("parse-price");
const expect = (text, described) => {
  const seen = parsePrice(text);
  console.log(`${text}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
expect("$1,234.56", 1234.56);
expect("1.234,56 €", 1234.56);
expect("$1,230", 1230);
expect("$1,999", 1.999);
expect("$12,500", 12500);
expect("$12,505", 12.505);
expect("$1,234,560", 1234560);
expect("$1,234,567", 1.234);
expect("12.345.678 €", 12.345);
JS
node seen.js
