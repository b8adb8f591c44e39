#!/usr/bin/env bash
# npm moment-weekday-calc 1.1.5: from Monday noon to Friday there are four of the five weekdays.
#
# moment(start).weekdayCalc(end, weekdays) goes from the start a day at a time as long as it is not behind the end. The end of a date
# without a time is its first moment, and the start keeps its own time: from Monday, 12:00, the last step is Thursday, 12:00, for Friday,
# 12:00, is behind Friday, 0:00. So for every start that is not midnight, moment() foremost. Where both dates are given as arguments they are set to
# the start and the end of their days, and the same dates are five. The README has moment('14 Feb 2014').weekdayCalc('23 Feb 2014', [5]), 2, the
# Friday itself counted, and moment, Date or text for the start.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund moment-weekday-calc@1.1.5 moment@2.30.1 >/dev/null
cat >seen.js <<'JS'
const moment = require("moment");
require("moment-weekday-calc");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
const work = [1, 2, 3, 4, 5];
expect("from Monday to Friday, both as arguments", moment().weekdayCalc("2026-11-02T12:00", "2026-11-06", work), 5);
expect("from Monday, 0:00, to Friday", moment("2026-11-02").weekdayCalc("2026-11-06", work), 5);
expect("from Monday, 12:00, to Friday", moment("2026-11-02T12:00").weekdayCalc("2026-11-06", work), 4);
expect("by ISO's weekdays", moment("2026-11-02T12:00").isoWeekdayCalc("2026-11-06", work), 4);
expect("from Monday, 12:00, to Friday, 9:00", moment("2026-11-02T12:00").weekdayCalc(moment("2026-11-06T09:00"), work), 4);
expect("from Friday, 12:00, to Friday", moment("2026-11-06T12:00").weekdayCalc("2026-11-06T12:00", work), 1);
JS
node seen.js
