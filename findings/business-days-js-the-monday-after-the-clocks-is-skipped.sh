#!/usr/bin/env bash
# npm business-days-js 2.3.0: one business day after Friday, 31 October 2025, is Tuesday, where the server's clock is UTC.
#
# The package counts business days of the United States, in New York's time wherever it runs. When it steps from day to day over
# the night in which the clocks go back it keeps summer's offset: the Monday's midnight is 23:00 of the Sunday by New York's clock,
# a weekend, so the Monday is not counted. So each autumn what is due in a day is due in two, on a server in UTC or in Berlin,
# and right on one in New York. The same package counts two business days from that Friday to that Tuesday. Of no business days
# after a day it makes the next day, a Saturday's Sunday.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund business-days-js@2.3.0 dayjs@1.11.23 date-holidays@3.37.0 >/dev/null
cat >seen.js <<'JS'
const days = require("business-days-js")();
const expect = (what, seen, described) => {
  console.log(`${process.env.TZ}, ${what}: ${seen}`);
  if (seen !== described) throw new Error("no longer as described");
};
const after = (day, number) => days.addDays(day, number).format("YYYY-MM-DD");
const away = process.env.TZ !== "America/New_York";
expect("one day after Friday, 24 October 2025", after("2025-10-24", 1), "2025-10-27");
expect("is Monday, 3 November, one", days.check("2025-11-03"), true);
expect("one day after Friday, 31 October 2025", after("2025-10-31", 1), away ? "2025-11-04" : "2025-11-03");
expect("one day after Friday, 1 November 2024", after("2024-11-01", 1), away ? "2024-11-05" : "2024-11-04");
expect("days from Friday to Tuesday", days.countDays("2025-10-31", "2025-11-04").businessDays, 2);
expect("no days after Saturday, 26 December 2026", after("2026-12-26", 0), "2026-12-27");
JS
for zone in UTC Europe/Berlin America/New_York; do
    TZ=$zone node seen.js
done
