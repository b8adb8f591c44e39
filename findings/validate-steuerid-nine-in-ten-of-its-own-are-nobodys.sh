#!/usr/bin/env bash
# npm validate-steuerid 1.0.4: nine in ten of the German tax numbers that it makes are none, and it finds them valid.
#
# Of the first ten digits of a tax number one occurs twice, or three times but not in a row, and every other at most once (Bundeszentralamt
# für Steuern; the European Commission's rules, which the README names). The package counts how often each digit occurs and asks
# that there be one count above one, not one digit: 11223344553, with five pairs, is valid, and so is 12345678903, in which
# no digit comes twice. Three in a row are looked for by the digit that is found, and a nought, which counts for false, is not:
# 10002345676 is valid, and 1222345678 is with no last digit. The numbers of the README itself are right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund validate-steuerid@1.0.4 german-tax-id-validator@1.0.7 >/dev/null
cat >seen.js <<'JS'
const { isSteuerIdValid, generateSteuerId } = require("validate-steuerid");
const other = require("german-tax-id-validator").default;
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
// How often the digits of the first ten occur, the largest number first.
const counts = (id) => [..."0123456789"].map((d) => id.slice(0, 10).split(d).length - 1).sort((a, b) => b - a).join("");
for (const [id, by] of [["65929970489", true], ["26954371827", true], ["11223344553", false], ["12345678903", false]]) {
  expect(`${id}, counts ${counts(id)}`, isSteuerIdValid(id), true);
  expect(`${id} by german-tax-id-validator`, other.validate(id), by);
}
expect("three noughts in a row, 10002345676", isSteuerIdValid("10002345676"), true);
expect("three twos in a row", [..."0123456789"].some((d) => isSteuerIdValid("1222345678" + d)), false);
let seed = 1; // the same numbers at each run
Math.random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
let none = 0;
for (let made = 0; made < 10000; made++) {
  const id = generateSteuerId();
  if (!isSteuerIdValid(id)) throw new Error("refuses its own");
  if (!/^(21{8}0|31{7}00)$/.test(counts(id))) none++;
}
expect("of ten thousand that it makes, with other counts", none, 8919);
JS
node seen.js
