#!/usr/bin/env bash
# npm duration-time-conversion 1.0.6: forty hours of work are written as sixteen, and twenty-four as none.
#
# d2t writes seconds as hours, minutes and seconds, t2d reads them. Writing goes by a date, whose hours begin again each day; the days
# are cut off. So 40 hours are 16:00:00.000, 24 are 00:00:00.000, and t2d of d2t of 100000 seconds is 13600. t2d itself reads 40:00:00,
# and the check of d2t lets all numbers pass that have at most three decimals, so that a time sheet's sum beyond a day changes with no
# error. Each amount up to 86399.999 is right. Division by 3600 and 60, as t2d has it the other way round, has no such end.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund duration-time-conversion@1.0.6 >/dev/null
cat >seen.js <<'JS'
const { d2t, t2d } = require("duration-time-conversion");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const hours = (number) => d2t(number * 3600);
expect("8 hours", hours(8), "08:00:00.000");
expect("24 hours", hours(24), "00:00:00.000");
expect("40 hours", hours(40), "16:00:00.000");
expect("40:00:00 read", t2d("40:00:00") / 3600, 40);
expect("written and read again", t2d(hours(40)) / 3600, 16);
expect("five days of 7.6 hours", hours(5 * 7.6), "14:00:00.000");
JS
node seen.js
