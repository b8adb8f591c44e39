#!/usr/bin/env bash
# npm convert-rupees-into-words 1.0.6: a refund of a hundred rupees has the words of eleven hundred, and one of 1500 those of 2100.
#
# The sign takes a place among the digits. Its word is nothing, but the word of the place is written, and the digits move on: -100 is
# "One Thousand Hundred Rupees", as 1100 is; -1500, "Two Thousand Hundred Rupees", as 2100; and -5 is "Hundred Five Rupees". A credit
# note reads as a larger bill, with no error. Nothing at all is written of 0, and of amounts from a hundred crore on. The sign is to
# be taken off first and written as Minus, or refused.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund convert-rupees-into-words@1.0.6 >/dev/null
cat >seen.js <<'JS'
const words = require("convert-rupees-into-words");
const expect = (what, seen, described) => {
  const plain = String(seen).trim().replace(/\s+/g, " ");
  console.log(`${what}: ${plain}`);
  if (plain !== described) throw new Error(`no longer as described: ${described}`);
};
expect("5", words(5), "Five Rupees");
expect("1500", words(1500), "One Thousand Five Hundred Rupees");
expect("1100", words(1100), "One Thousand Hundred Rupees");
expect("-100", words(-100), "One Thousand Hundred Rupees");
expect("2100", words(2100), "Two Thousand Hundred Rupees");
expect("-1500", words(-1500), "Two Thousand Hundred Rupees");
expect("-5", words(-5), "Hundred Five Rupees");
expect("0", words(0), "");
JS
node seen.js
