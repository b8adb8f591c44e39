#!/usr/bin/env bash
# npm working-time-calculator 0.0.2: New York's Friday, given in UTC, has no hour of work, and its Sunday has eight.
#
# addWorkingHours(days, start, stop, timezone) says which days are worked from when to when in a time zone. Which day it is, is asked of the times that are
# measured, in the zone they are given in; only then they are brought to the other. At 02:00 UTC on Saturday it is Friday, 21:00, in New York: by the
# UTC's weekday nothing is worked on Saturday, and Friday is left out. On Monday, 02:00 UTC, Sunday's hours are counted as Monday's. So for all that begins
# in UTC before five in the morning; the same moments written with New York's own offset give eight and nought. JavaScript's Date has the
# machine's zone, so the answer goes with the machine.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund working-time-calculator@0.0.2 >/dev/null
cat >seen.js <<'JS'
const WorkingTimeCalculator = require("working-time-calculator");
const time = new WorkingTimeCalculator();
time.addWorkingHours(WorkingTimeCalculator.WEEKDAYS, "09:00", "17:00", "America/New_York");
const expect = (what, from, to, described) => {
  const seen = time.calcHoursBetween(from, to);
  console.log(`${what}, ${from} to ${to}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
expect("Friday", "2026-11-05T21:00:00-05:00", "2026-11-06T22:00:00-05:00", 8);
expect("the same", "2026-11-06T02:00:00Z", "2026-11-07T03:00:00Z", 0);
expect("Sunday", "2026-11-07T21:00:00-05:00", "2026-11-08T22:00:00-05:00", 0);
expect("the same", "2026-11-08T02:00:00Z", "2026-11-09T03:00:00Z", 8);
JS
node seen.js
