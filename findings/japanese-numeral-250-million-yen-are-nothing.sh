#!/usr/bin/env bash
# npm @geolonia/japanese-numeral 1.0.2: 2.5億, two hundred and fifty million, is 0, and is found in a text as five hundred million.
#
# The package reads Japanese numbers, also those that mix digits with signs for ten thousand and a hundred million, as business
# reports write them: 2億3千430万. Of "2.5億" kanji2number makes 0, without the error that it has for what is not an integer ("must be
# a Japanese numeral as integer"). findKanjiNumbers takes what it knows from the middle of a number: of 2.5億 it finds 5億, twice too
# much, of 1億5,000万 (150 million) 1億5 and 000万, of △三百万, a loss of three million, a gain of it. The
# digits of a number belong together; so a point or comma within them is either read or an error.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @geolonia/japanese-numeral@1.0.2 >/dev/null
cat >seen.mjs <<'JS'
import { kanji2number, findKanjiNumbers } from "@geolonia/japanese-numeral";
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
expect("2億5千万", kanji2number("2億5千万"), 250000000);
expect("2.5億", kanji2number("2.5億"), 0);
expect("0.5万", kanji2number("0.5万"), 0);
expect("-5万", kanji2number("-5万"), 0);
const found = (text) => findKanjiNumbers(text).map((number) => kanji2number(number));
expect("found in 売上は2億5千万円", found("売上は2億5千万円"), 250000000);
expect("found in 売上は2.5億円", found("売上は2.5億円"), 500000000);
expect("found in 資本金1億5,000万円", found("資本金1億5,000万円"), "100000005,0");
expect("found in △三百万円", found("△三百万円"), 3000000);
JS
node seen.mjs
