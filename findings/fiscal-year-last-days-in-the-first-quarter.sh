#!/usr/bin/env bash
# npm fiscal-year 1.0.0: the last five days of a British tax year are in its first quarter.
#
# The year's start is given as month and day, and getFiscalYear() heeds both: with 6 April, the 5th of April 2026 is in
# the year 2026 and the 6th in 2027. Month and quarter are counted by calendar months from the start's month alone, so
# that a sale of 5 April 2026, the last day of the year, is in quarter 1 of 2026, whose real days ended nine months
# before; so every quarter gets five days of the one before it. The library for Python (fiscalyear 0.4.0), set up with
# the same start, has that day in quarter 4.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund fiscal-year@1.0.0 >/dev/null
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check fiscalyear==0.4.0
cat >seen.js <<'JS'
const FiscalYear = require("fiscal-year").default;
function expect(what, seen, as) {
  console.log(what + ": " + JSON.stringify(seen));
  if (JSON.stringify(seen) !== JSON.stringify(as)) {
    console.log("no longer as described: " + JSON.stringify(as));
    process.exitCode = 1;
  }
}

const taxYear = FiscalYear({ month: 3, day: 6 });
const place = (day) => [taxYear.getFiscalYear(day), taxYear.getFiscalQuarter(day), taxYear.getFiscalMonth(day)];
expect("2026-04-05", place("2026-04-05"), [2026, 1, 0]);
expect("2026-04-06", place("2026-04-06"), [2027, 1, 0]);
expect("2026-07-05", place("2026-07-05"), [2027, 2, 3]);
JS
node seen.js
cat >seen.py <<'PY'
import sys

import fiscalyear

fiscalyear.setup_fiscal_calendar(start_year="previous", start_month=4, start_day=6)
for day, described in (((2026, 4, 5), (2026, 4)), ((2026, 4, 6), (2027, 1)), ((2026, 7, 5), (2027, 1))):
    date = fiscalyear.FiscalDate(*day)
    seen = (date.fiscal_year, date.fiscal_quarter)
    print(date, seen)
    if seen != described:
        sys.exit(f"no longer as described: {described}")
PY
env/bin/python seen.py
