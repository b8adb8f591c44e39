#!/usr/bin/env bash
# npm unitz-ts 1.0.1: a tonne has 907 kilograms, and a decilitre is ten litres.
#
# "A unit parser, converter, and calculator". tonne and tonnes are two more names for the American ton of 2000 pounds, where the word is
# the name of 1000 kilograms everywhere (BIPM's table of units; Americans say metric ton): from a tonne of grain 93 kilograms get lost,
# and whoever adds ton and tonne adds like to like. dl is the decalitre, ten litres; the SI's symbols are dl or dL for a tenth of a
# litre and dal for ten, so 5 dl of cream are 50 litres. The README lists both names, and says nothing of what they stand for. And 1,5
# kg are two values, 1 without a unit and 5 kg.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund unitz-ts@1.0.1 >/dev/null
cat >seen.js <<'JS'
const { uz, Classes } = require("unitz-ts");
Classes.addDefaults();
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const into = (text, unit) => uz(text).to(unit).output();
expect("a ton in pounds", into("1 ton", "lb"), "2000lb");
expect("a tonne in pounds", into("1 tonne", "lb"), "2000lb");
expect("a tonne in kilograms", into("1 tonne", "kg"), "907 23/125kg");
expect("1000 kilograms in tonnes", into("1000 kg", "tonnes"), "1.1023125tonnes");
expect("10 cl in litres", into("10 cl", "l"), "1/10l");
expect("5 dl in litres", into("5 dl", "l"), "50l");
expect("1,5 kg", uz("1,5 kg").output(), "1, 5kg");
JS
node seen.js
