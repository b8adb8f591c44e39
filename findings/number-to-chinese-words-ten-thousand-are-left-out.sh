#!/usr/bin/env bash
# npm number-to-chinese-words 1.0.20: 100,010,000 is written as a hundred million, and so are 100,020,000 to 100,090,000.
#
# Chinese counts in ten thousands, and each four digits get their sign (萬, 億, 兆). If there is but one digit that is not nought in
# four of them, before others that are larger, both the digit and its sign are dropped: 100,010,000 has the same text as 100,000,000,
# 一億, where it is 一億零一萬, and 1,000,000,010,000 that of 1,000,000,000,000. Of 100,020,003 the twenty thousand are lost, the three
# are not. The text is what counts on a cheque or a receipt. From ten thousands of two digits on it is right. A round trip shows it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund number-to-chinese-words@1.0.20 >/dev/null
cat >seen.js <<'JS'
const { toWords } = require("number-to-chinese-words");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
expect("10,000", toWords(10000), "一萬");
expect("100,000,000", toWords(100000000), "一億");
expect("100,010,000", toWords(100010000), "一億");
expect("100,090,000", toWords(100090000), "一億");
expect("100,020,003", toWords(100020003), "一億零三");
expect("1,000,000,010,000", toWords(1000000010000), "一兆");
expect("100,100,000", toWords(100100000), "一億零一十萬");
JS
node seen.js
