#!/usr/bin/env bash
# npm dayjs-business-days2 1.4.0: the next business day after 23 December is the 29th, a holiday of its own list, and January 2026 has six weeks.
#
# nextBusinessDay "calculates the next business day". It looks six days ahead and gives back the sixth, whatever that is: with the works closed
# from 24 December to 2 January the answer is 29 December, of which isBusinessDay says that it is none, and businessDaysAdd(1) is
# 5 January, as it should be. China's week of National Day, 1 to 8 October 2025, is as long. prevBusinessDay does the same backwards, and
# nothing in the README tells of a limit. businessWeeksInMonth ends a week with each Friday and with the month's last day: where that
# is a Saturday or Sunday after a Friday there is one week more, without a day.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund dayjs@1.11.13 dayjs-business-days2@1.4.0 >/dev/null
cat >seen.js <<'JS'
const dayjs = require("dayjs");
const plugin = require("dayjs-business-days2");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const days = (from, to) => {
  const all = [];
  for (let day = dayjs(from); !day.isAfter(dayjs(to)); day = day.add(1, "day")) all.push(day.format("YYYY-MM-DD"));
  return all;
};
const holidays = [...days("2025-10-01", "2025-10-08"), ...days("2025-12-24", "2026-01-02")];
dayjs.extend(plugin.default || plugin, { holidays, holidayFormat: "YYYY-MM-DD" });
const tell = (day) => `${day.format("YYYY-MM-DD")}, a business day: ${day.isBusinessDay()}`;
expect("next after 23 December", tell(dayjs("2025-12-23").nextBusinessDay()), "2025-12-29, a business day: false");
expect("one more than 23 December", tell(dayjs("2025-12-23").businessDaysAdd(1)), "2026-01-05, a business day: true");
expect("previous before 5 January", tell(dayjs("2026-01-05").prevBusinessDay()), "2025-12-30, a business day: false");
expect("next after 30 September", tell(dayjs("2025-09-30").nextBusinessDay()), "2025-10-06, a business day: false");
expect("one more than 30 September", tell(dayjs("2025-09-30").businessDaysAdd(1)), "2025-10-09, a business day: true");
const weeks = (month) => dayjs(month).businessWeeksInMonth().map((week) => week.length).join(" ");
expect("weeks of December 2025", weeks("2025-12-01"), "5 5 5 2 0");
expect("weeks of January 2026", weeks("2026-01-01"), "0 5 5 5 5 0");
expect("weeks of May 2026", weeks("2026-05-01"), "1 5 5 5 5 0");
JS
node seen.js
