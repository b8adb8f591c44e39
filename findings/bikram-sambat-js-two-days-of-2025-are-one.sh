#!/usr/bin/env bash
# npm bikram-sambat-js 1.0.3: 30 June and 1 July 2025 are the same day in Nepal, 16 Ashadh 2082, and no day is 19 Chaitra 2081.
#
# The package turns dates into those of Nepal's calendar, Bikram Sambat, and back. Its months have 29 to 32 days by a table, and where a
# month of the table is a day too long or too short the dates jump: from the first of the Gregorian month in its midst on they are
# a day behind or ahead. So it is in the first half of July 2025, with which Nepal's fiscal year 2081/82 ended on 32 Ashadh, 16
# July: the package has 31 Ashadh for it. Read back, 2082-03-16 is one of the two days. In 2024 to 2026 the dates of 203 days
# are not those of npm bikram-sambat 1.8.1, with which nepali-date-library and @sbmdkl/nepali-date-converter agree.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund bikram-sambat-js@1.0.3 bikram-sambat@1.8.1 >/dev/null
cat >seen.js <<'JS'
const { ADToBS, BSToAD } = require("bikram-sambat-js");
const { toBik } = require("bikram-sambat");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const two = (number) => String(number).padStart(2, "0");
const other = (day) => {
  const { year, month, day: date } = toBik(day);
  return `${year}-${two(month)}-${two(date)}`;
};
expect("25 August 2019, its own example", ADToBS("2019-08-25"), "2076-05-08");
for (const [day, seen, right] of [
  ["2025-03-31", "2081-12-18", "2081-12-18"],
  ["2025-04-01", "2081-12-20", "2081-12-19"],
  ["2025-06-30", "2082-03-16", "2082-03-16"],
  ["2025-07-01", "2082-03-16", "2082-03-17"],
  ["2025-07-16", "2082-03-31", "2082-03-32"],
  ["2025-07-17", "2082-04-01", "2082-04-01"],
]) {
  expect(day, ADToBS(day), seen);
  expect(`${day} by the other`, other(day), right);
}
expect("16 Ashadh 2082, read back", BSToAD("2082-03-16"), "2025-06-30");
let [days, wrong, twice] = [0, 0, 0];
const met = new Set();
for (let at = Date.UTC(2024, 0, 1); at < Date.UTC(2027, 0, 1); at += 86400000) {
  const day = new Date(at).toISOString().slice(0, 10);
  const seen = ADToBS(day);
  if (seen !== other(day)) wrong++;
  if (met.has(seen)) twice++;
  met.add(seen);
  days++;
}
expect("days of 2024 to 2026, wrong ones, met twice", `${days}, ${wrong}, ${twice}`, "1096, 203, 6");
JS
node seen.js
