#!/usr/bin/env bash
# npm get-fiscal-year 3.0.6: the current fiscal year of Britain begins in January, goes back in February and so on.
#
# "Current" is the year before if month and day of today are both no later than those of the year's end, each by itself.
# Of an end on 5 April the sixth of January is therefore "after": from the 6th to the last of January, February and March
# a posting is put into a year that has not begun, and on the first five days of each month into the right one. Of
# Australia's (30 June) and the United States' (30 September) only the 31sts are wrong, so a year end's close goes
# wrong on 31 January, 31 March and 31 May. Years that end on a 31st (Japan's and India's, 31 March) are right all year.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund get-fiscal-year@3.0.6 >/dev/null
cat >seen.js <<'JS'
const FiscalYears = require("get-fiscal-year");
function expect(what, seen, as) {
  console.log(what + ": " + JSON.stringify(seen));
  if (JSON.stringify(seen) !== JSON.stringify(as)) {
    console.log("no longer as described: " + JSON.stringify(as));
    process.exitCode = 1;
  }
}

// The library reads the clock once, when it is made.
const Clock = Date;
function begins(country, today) {
  global.Date = class extends Clock {
    constructor(...given) {
      super(...(given.length ? given : [today + "T12:00:00Z"]));
    }
  };
  return new FiscalYears().getFiscalYear(country).fiscalYearStart.slice(0, 10);
}
const of = (country, days) => days.map((day) => begins(country, "2026-" + day));
expect("GB", of("GB", ["01-05", "01-06", "02-01", "02-28", "03-05", "03-06", "04-05", "04-06"]), [
  "2025-04-06", "2026-04-06", "2025-04-06", "2026-04-06", "2025-04-06", "2026-04-06", "2025-04-06", "2026-04-06",
]);
expect("AU", of("AU", ["01-30", "01-31", "02-01", "06-30"]), ["2025-07-01", "2026-07-01", "2025-07-01", "2025-07-01"]);
expect("JP", of("JP", ["01-06", "01-31", "03-31", "04-01"]), ["2025-04-01", "2025-04-01", "2025-04-01", "2026-04-01"]);
JS
TZ=UTC node seen.js
