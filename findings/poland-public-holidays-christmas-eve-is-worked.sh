#!/usr/bin/env bash
# npm poland-public-holidays 4.0.0: in Poland Christmas Eve is worked and was worked on 12 November 2018, and 6 January 2010 was free.
#
# "Small but comprehensive, fully tested", with examples from 1978 to 2020. The package has the thirteen holidays of 2011 to 2024 for each
# year. 24 December is the fourteenth since 2025 (Act of 6 December 2024, Journal of Laws, item 1965), and in 2026 it is a Thursday.
# The Monday after the centenary of independence, 12 November 2018, was a holiday by a law of its own. Three Kings' Day was one
# from 2011 on (Act of 24 September 2010), 3 May from 1990: here both are in all years. Interest, notice periods and what a lorry
# may carry when are counted by such days, also in arrears, and isWorkingDay answers for any year.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund poland-public-holidays@4.0.0 >/dev/null
cat >seen.js <<'JS'
const { isHoliday, isWorkingDay, getHolidaysInYear, getHolidayOnDate } = require("poland-public-holidays");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
for (const year of [1978, 2010, 2018, 2020, 2026]) expect(`holidays of ${year}`, getHolidaysInYear(year).length, 13);
expect("Thursday, 24 December 2026, a holiday", isHoliday(new Date(2026, 11, 24)), false);
expect("and a working day", isWorkingDay(new Date(2026, 11, 24)), true);
expect("Monday, 12 November 2018, a working day", isWorkingDay(new Date(2018, 10, 12)), true);
expect("Wednesday, 6 January 2010", getHolidayOnDate("2010-01-06").name, "Three Kings' Day");
expect("Wednesday, 3 May 1978", getHolidayOnDate("1978-05-03").name, "3 May Constitution Day");
expect("2 October 1978, its own example", getHolidayOnDate("1978-10-02"), undefined);
JS
node seen.js
