#!/usr/bin/env bash
# npm se-bank-holidays 1.1.7: Easter Sunday of 2038 is 28 March, and that of 2019 was 24 March; they are 25 and 21 April.
#
# Easter is looked for by the astronomical full moon after 21 March. The church's Easter, Sweden's too since 1844, goes by the cycle of nineteen years, whose
# full moon may fall a day or two from that in the sky, and where that is over 21 March or over a Sunday, Easter is a week or a month off. With
# it go Good Friday, Easter Monday, Ascension and Whitsun: banks are open on 23 and 26 April 2038 and closed a month too early. Nine years are wrong from 2026
# to 2100, 2038, 2045, 2049 and 2057 first. What is right is worked out below by the Gregorian computus (Meeus).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund se-bank-holidays@1.1.7 >/dev/null
cat >seen.js <<'JS'
const { addBankDays, isEasterSunday, isGoodFriday } = require("se-bank-holidays");
const computus = (year) => {
  const a = year % 19, b = Math.floor(year / 100), c = year % 100;
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const n = h + l - 7 * Math.floor((a + 11 * h + 22 * l) / 451) + 114;
  return new Date(Date.UTC(year, Math.floor(n / 31) - 1, (n % 31) + 1));
};
const day = (date) => date.toISOString().slice(0, 10);
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const seen = (year) => Array.from({ length: 45 }, (_, at) => new Date(Date.UTC(year, 2, 15 + at))).filter((date) => isEasterSunday(date)).map(day);
expect("2026", [seen(2026), day(computus(2026))], "2026-04-05,2026-04-05");
expect("2019, and by the computus", [seen(2019), day(computus(2019))], "2019-03-24,2019-04-21");
expect("2038, and by the computus", [seen(2038), day(computus(2038))], "2038-03-28,2038-04-25");
expect("is 23 April 2038 Good Friday", isGoodFriday(new Date("2038-04-23T00:00:00Z")), false);
expect("the bank day after 22 April 2038, right is the 27th", day(addBankDays(new Date("2038-04-22T00:00:00Z"), 1)), "2038-04-23");
const wrong = Array.from({ length: 75 }, (_, at) => 2026 + at).filter((year) => !isEasterSunday(computus(year)));
expect("wrong from 2026 to 2100", wrong, "2038,2045,2049,2057,2069,2076,2089,2095,2096");
JS
node seen.js
