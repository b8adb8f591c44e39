#!/usr/bin/env bash
# npm chinese-numbers-converter 2.3.1: a hundred and twenty million, 一億二千萬, are 1,000,020,000,000.
#
# Chinese counts in ten thousands (萬) and hundred millions (億, the largest sign that the README names). What stands before 萬 is
# multiplied by ten thousand from the beginning of the number, the 億 with it: of each number with both, what belongs to 億 comes out
# ten thousand times too large, in traditional and simplified signs. It is the usual way to write sums of business, and no error is
# raised. Each sign alone is right, as is a number without 萬 (一億零五). The same holds for digits with signs, which the README shows
# for 萬 alone. Adding up after each of the two signs, as for thousands and hundreds, is right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund chinese-numbers-converter@2.3.1 >/dev/null
cat >seen.js <<'JS'
const ChineseNumber = require("chinese-numbers-converter");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const read = (text) => new ChineseNumber(text).toInteger();
expect("一億", read("一億"), 100000000);
expect("二千萬", read("二千萬"), 20000000);
expect("一億零五", read("一億零五"), 100000005);
expect("一億二千萬", read("一億二千萬"), 1000020000000);
expect("一亿二千万", read("一亿二千万"), 1000020000000);
expect("三億五千萬", read("三億五千萬"), 3000050000000);
expect("3億5千萬", read("3億5千萬"), 3000050000000);
JS
node seen.js
