#!/usr/bin/env bash
# npm fiscal 1.0.0: the year 2026 that begins in January ends on 31 December 2025, and the last day of a quarter is outside of it.
#
# The package tells a date's fiscal year and quarter for a year that begins in a given month. The end is the day before the first
# of that month of the year's own number, which is right for years that begin in April or October and are named by their second half; a
# year from January is named by its only one, and ends a millisecond before it begins: no date is within it. A quarter's end is the
# midnight at which its last day begins, where the README has 23:59:59.999, as the year has it, so that what is sold on 31 March is
# in the first quarter by number, and behind the end of it by date. Four quarters are four days short of a year.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund fiscal@1.0.0 >/dev/null
cat >seen.js <<'JS'
const Fiscal = require("fiscal");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const info = (month, date) => new Fiscal(month).getFiscalInfoForDate(date);
const span = ({ startDate, endDate }) => `${startDate.toISOString().slice(0, 10)} to ${endDate.toISOString().slice(0, 19)}`;
expect("a year from April", span(info(3, new Date(2026, 4, 15)).fiscalYear), "2026-04-01 to 2027-03-31T23:59:59");
expect("a year from January", span(info(0, new Date(2026, 4, 15)).fiscalYear), "2026-01-01 to 2025-12-31T23:59:59");
const sale = new Date(2026, 2, 31, 12);
const { quarter } = info(0, sale);
expect("the quarter of noon on 31 March", quarter.number, 1);
expect("its span", span(quarter), "2026-01-01 to 2026-03-31T00:00:00");
expect("noon is behind its end", sale > quarter.endDate, true);
JS
TZ=UTC node seen.js
