#!/usr/bin/env bash
# npm feiertagejs 1.5.1: Berlin works on 8 May 2020 and 8 May 2025, which were holidays there.
#
# Berlin's holidays are by a law of its own, and twice it had the day of liberation from National Socialism, for the 75th and the 80th year
# (Gesetz über die Sonn- und Feiertage, section 1, as changed in 2019 and 2024), and it has 17 June 2028, the 75th year of the people's
# rising. The package knows holidays of one year, for it has 31 October 2017 for all of Germany, and Berlin's Women's Day from 2019 on, but none of
# these three. A due day or a day of work in Berlin is so reckoned a day off.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund feiertagejs@1.5.1 >/dev/null
cat >seen.js <<'JS'
const { getHolidays, isHoliday } = require("feiertagejs");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
const berlin = (year, month, day) => isHoliday(new Date(year, month - 1, day), "BE");
expect("31 October 2017, Berlin", berlin(2017, 10, 31), true);
expect("8 March 2019, Berlin", berlin(2019, 3, 8), true);
expect("8 May 2020, Berlin", berlin(2020, 5, 8), false);
expect("8 May 2025, Berlin", berlin(2025, 5, 8), false);
expect("17 June 2028, Berlin", berlin(2028, 6, 17), false);
expect("Berlin's days of 2025, right is 11", getHolidays(2025, "BE").length, 10);
JS
node seen.js
