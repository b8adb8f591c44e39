#!/usr/bin/env bash
# npm dayjs-business-time 1.0.4: a day worked from 9 to 11, 12 to 14 and 15 to 17 has four hours, from 9:00 to 17:00; it has six.
#
# A day may have several spans of work. Between two times of one day the minutes are counted in the span of the first and in that of the second
# only: what lies between them, in which neither falls, is passed over. Two spans, a day with a lunch hour, are right. Over a night all spans count,
# so that from 9:00 to the next morning's 9:00 there are six hours, more than to that day's end. The same in businessHoursDiff and backwards. The README:
# "you can setup as many Business Segments you want in a day".
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund dayjs-business-time@1.0.4 dayjs@1.11.23 >/dev/null
cat >seen.js <<'JS'
const dayjs = require("dayjs");
const businessTime = require("dayjs-business-time");
dayjs.extend(businessTime.default ?? businessTime);
const spans = (...hours) => hours.map(([start, end]) => ({ start: `${start}:00:00`, end: `${end}:00:00` }));
const week = (hours) => Object.fromEntries(["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"].map((day) => [day, hours]));
const expect = (what, from, to, described) => {
  const seen = dayjs(from).businessMinutesDiff(dayjs(to));
  console.log(`${what}: ${seen} minutes`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
dayjs.setBusinessTime(week(spans(["09", 12], [13, 17])));
expect("9 to 12 and 13 to 17, from 9:00 to 17:00", "2026-11-02T09:00", "2026-11-02T17:00", 420);
dayjs.setBusinessTime(week(spans(["09", 11], [12, 14], [15, 17])));
expect("9 to 11, 12 to 14, 15 to 17, from 9:00 to 17:00", "2026-11-02T09:00", "2026-11-02T17:00", 240);
expect("backwards", "2026-11-02T17:00", "2026-11-02T09:00", -240);
expect("from 9:00 to the next day's 9:00", "2026-11-02T09:00", "2026-11-03T09:00", 360);
expect("from 10:30 to 15:30", "2026-11-02T10:30", "2026-11-02T15:30", 60);
JS
node seen.js
