#!/usr/bin/env bash
# npm ethiopian-calendar-new 1.1.0: from September 2023 to September 2024 each day in Ethiopia is the next one, and so again from 2027 on.
#
# "A lightweight and accurate library to convert dates" between the two calendars. The Ethiopian year begins on 11 September, and on the 12th
# after a leap year of its own, of which the sixth day of Pagume is the last; 2015 was one, which ended on 11 September 2023. The
# package lets every year begin on the 11th. That day is both 2016-01-01 and never 2015-13-06, and until the
# leap day of the Gregorian year all of 2016 is a day off, and after it until September too, in either direction: an invoice
# due on 1 Meskerem 2016 was due on 11 September 2023. npm ethiopian-date 0.0.6 and the calendar of Node.js agree
# with each other on each day.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund ethiopian-calendar-new@1.1.0 ethiopian-date@0.0.6 >/dev/null
cat >seen.js <<'JS'
const { toEthiopian, toGregorian } = require("ethiopian-calendar-new");
const other = require("ethiopian-date");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const text = ({ year, month, day }) => `${year}-${month}-${day}`;
const calendar = new Intl.DateTimeFormat("en-u-ca-ethiopic-nu-latn", { year: "numeric", month: "numeric", day: "numeric", timeZone: "UTC" });
const byTheCalendar = (date) => text(Object.fromEntries(calendar.formatToParts(date).map(({ type, value }) => [type, value])));
const day = (year, month, date) => [text(toEthiopian(year, month, date)), other.toEthiopian(year, month, date).join("-")].join(", by the other ");
expect("11 September 2025", day(2025, 9, 11), "2018-1-1, by the other 2018-1-1");
expect("11 September 2023", day(2023, 9, 11), "2016-1-1, by the other 2015-13-6");
expect("7 January 2024", day(2024, 1, 7), "2016-4-29, by the other 2016-4-28");
expect("8 July 2024", day(2024, 7, 8), "2016-11-2, by the other 2016-11-1");
expect("11 September 2027", day(2027, 9, 11), "2020-1-1, by the other 2019-13-6");
expect("1 Meskerem 2016", text(toGregorian(2016, 1, 1)), "2023-9-11");
expect("by the other", other.toGregorian(2016, 1, 1).join("-"), "2023-9-12");
const wrong = {};
for (let at = Date.UTC(2021, 0, 1); at < Date.UTC(2029, 0, 1); at += 86400000) {
  const date = new Date(at);
  const gregorian = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  const right = other.toEthiopian(...gregorian).join("-");
  if (right !== byTheCalendar(date)) throw new Error("the other package and the calendar differ");
  if (text(toEthiopian(...gregorian)) !== right) wrong[gregorian[0]] = (wrong[gregorian[0]] || 0) + 1;
}
expect("wrong days by year", JSON.stringify(wrong), '{"2023":112,"2024":254,"2027":112,"2028":254}');
JS
node seen.js
