#!/usr/bin/env bash
# npm finnish-holidays-js 1.1.2: on a server in New York Finland's May Day is 30 April, New Year 31 December, and Easter Sunday and Monday are one day.
#
# The days are made as midnights in UTC and read with getDate, getMonth and getDay of the server's own zone: west of Greenwich that is the
# evening before. Good Friday is made of another day by counting in local time and is right by chance, so that the list is not only
# shifted. What falls on a weekend is "discarded" unless it is asked for, by the same days shifted once more: Saturday, 4 April,
# and Saturday, 5 December, are holidays on a weekday. In Helsinki, and where the server is set to UTC, all is as in the
# Finnish almanac. What is due on the next banking day depends on the place where the program runs.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund finnish-holidays-js@1.1.2 >/dev/null
cat >seen.js <<'JS'
const calendar = require("finnish-holidays-js");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const days = (zone, all) => {
  process.env.TZ = zone;
  const named = Object.fromEntries(calendar.year(2026, all).map(({ description, month, day }) => [description, `${day}.${month}.`]));
  return ["New Year's Day", "Good Friday", "Easter Sunday", "Easter Monday", "May Day", "Ascension Day", "Independence Day", "Christmas Day"]
    .map((name) => named[name] || "-")
    .join(" ");
};
for (const zone of ["Europe/Helsinki", "UTC"]) {
  expect(`${zone}, with weekends`, days(zone, true), "1.1. 3.4. 5.4. 6.4. 1.5. 14.5. 6.12. 25.12.");
  expect(`${zone}, without`, days(zone, false), "1.1. 3.4. - 6.4. 1.5. 14.5. - 25.12.");
}
expect("America/New_York, with weekends", days("America/New_York", true), "31.12. 3.4. 4.4. 4.4. 30.4. 13.5. 5.12. 24.12.");
expect("America/New_York, without", days("America/New_York", false), "31.12. 3.4. 4.4. 4.4. 30.4. 13.5. 5.12. 24.12.");
JS
node seen.js
