#!/usr/bin/env bash
# npm moment-business-time 2.0.0: from 9 to 10 o'clock, on a day with a lunch break, are -120 minutes of work, and from 9 to 12 two hours.
#
# workingDiff counts "only working time" between two moments, and the README has a day with an hour for lunch. It goes through the parts of
# the day and does not stop at the one in which the work ended: of the afternoon it takes what lies between its opening and that
# moment, which is backwards, and so takes all the time from 10:00 to 13:00 off the hour. So every stretch of work that ends in the
# morning is too short by the time that is left to the afternoon; on the next day too, where 9 to 17 and 9 to 12 are nine hours
# and not ten. Without a break, and where the work ends in the afternoon, it is right. addWorkingTime knows the break.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund moment-business-time@2.0.0 moment@2.31.0 >/dev/null
cat >seen.js <<'JS'
const moment = require("moment");
require("moment-business-time");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
const hours = ["09:00", "12:00", "13:00", "17:00"];
moment.updateLocale("en", { workinghours: { 0: null, 1: hours, 2: hours, 3: hours, 4: hours, 5: hours, 6: null } });
const minutes = (from, to) => moment(to).workingDiff(moment(from), "minutes");
for (const [to, described] of [["10:00", -120], ["12:00", 120], ["12:30", 150], ["13:00", 180], ["14:00", 240], ["17:00", 420]])
  expect(`minutes from 09:00 to ${to}`, minutes("2026-01-05T09:00", `2026-01-05T${to}`), described);
expect("from Monday, 09:00, to Tuesday, 12:00", minutes("2026-01-05T09:00", "2026-01-06T12:00"), 540);
const after = (hoursOfWork) => moment("2026-01-05T09:00").addWorkingTime(hoursOfWork, "hours").format("dddd HH:mm");
expect("an hour of work later", after(1), "Monday 10:00");
expect("ten hours of work later", after(10), "Tuesday 12:00");
JS
TZ=UTC node seen.js
