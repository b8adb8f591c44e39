#!/usr/bin/env bash
# npm hijri-converter 1.1.1: what was due on 1 Jumada II 1446 in Saudi Arabia, 2 December 2024, is due on the 3rd.
#
# The package is to "convert between Hijri (Um Alqura) and Gregorian". The months of the Umm al-Qura calendar, by which Saudi Arabia dates
# wages and contracts, have 29 or 30 days as the kingdom publishes them, and a table has to be copied. In this one Jumada I of 1446 has 30
# days instead of 29, so that each day of the month after, from 2 to 31 December 2024, is a day too early in the Hijri year and each due day
# in it a day too late. Jumada II of 1427 (June and July 2006) begins a day too soon. In all other months from 2000 to 2028 the
# package agrees with the calendar that comes with Node.js (CLDR's islamic-umalqura), and PyPI hijridate 2.6.0
# is of the calendar's opinion in both.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund hijri-converter@1.1.1 >/dev/null
cat >seen.js <<'JS'
const { toHijri, toGregorian } = require("hijri-converter");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const calendar = new Intl.DateTimeFormat("en-u-ca-islamic-umalqura-nu-latn", { year: "numeric", month: "numeric", day: "numeric", timeZone: "UTC" });
const byTheCalendar = (day) => {
  const part = Object.fromEntries(calendar.formatToParts(day).map(({ type, value }) => [type, value]));
  return `${part.year}-${part.month}-${part.day}`;
};
const byThePackage = (day) => {
  const { hy, hm, hd } = toHijri(day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate());
  return `${hy}-${hm}-${hd}`;
};
const second = new Date(Date.UTC(2024, 11, 2));
expect("2 December 2024", byThePackage(second), "1446-5-30");
expect("by the calendar", byTheCalendar(second), "1446-6-1");
const { gy, gm, gd } = toGregorian(1446, 6, 1);
expect("1 Jumada II 1446", `${gy}-${gm}-${gd}`, "2024-12-3");
const other = {};
for (let day = Date.UTC(2000, 0, 1); day < Date.UTC(2029, 0, 1); day += 86400000) {
  const right = byTheCalendar(new Date(day));
  if (byThePackage(new Date(day)) !== right) {
    const month = right.split("-").slice(0, 2).join("-");
    other[month] = (other[month] || 0) + 1;
  }
}
expect("days from 2000 to 2028 that differ, by month", JSON.stringify(other), '{"1427-5":1,"1427-6":29,"1446-6":30}');
JS
node seen.js
