#!/usr/bin/env bash
# npm current-week-number 1.0.7: on a server in Sydney, Auckland or Santiago every week of the winter has the number of the next one.
#
# The number is that of ISO 8601, by its own comments: the weeks between the year's first Thursday and the week's own, rounded up. Both are
# moments of local time, and between January and July the clocks are set back an hour in the south. The whole number of weeks has
# become a little more than that, and is rounded up to one more: 1 July 2026 is in week 28 instead of 27, from April to October.
# In the north the hour is missing instead, which the rounding puts right. Whoever closes a week's sales or wages in Sydney
# closes another week than in London. npm weeknumber 1.2.1 takes the clocks into account.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund current-week-number@1.0.7 weeknumber@1.2.1 >/dev/null
cat >seen.js <<'JS'
const currentWeekNumber = require("current-week-number");
const { weekNumber } = require("weeknumber");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
for (const zone of ["UTC", "Europe/London", "America/New_York", "Australia/Sydney", "Pacific/Auckland", "America/Santiago"]) {
  process.env.TZ = zone;
  const south = /Sydney|Auckland|Santiago/.test(zone);
  const [february, july] = [new Date(2026, 1, 4, 12), new Date(2026, 6, 1, 12)];
  expect(`${zone}, 4 February 2026`, `${currentWeekNumber(february)} for ${weekNumber(february)}`, "6 for 6");
  expect(`${zone}, 1 July 2026`, `${currentWeekNumber(july)} for ${weekNumber(july)}`, south ? "28 for 27" : "27 for 27");
}
process.env.TZ = "Australia/Sydney";
let wrong = 0;
for (let day = 1; day <= 365; day++) {
  const noon = new Date(2026, 0, day, 12);
  if (currentWeekNumber(noon) !== weekNumber(noon)) wrong++;
}
expect("days of Sydney's year in the wrong week", wrong, 182);
JS
node seen.js
