#!/usr/bin/env bash
# npm date-fns-duration 1.0.4: an hour and a half after midnight is one o'clock, and half an hour after it is midnight.
#
# The package adds ISO 8601 durations to dates. The standard lets the smallest part have a fraction, with a point or a comma, and the
# pattern here asks for both. What it finds is handed to date-fns as text, and add... of date-fns cuts numbers to whole ones: PT1.5H
# adds an hour, P0.5D nothing, PT0.5S nothing. With a comma the date is invalid, and so is all that is reckoned from it. No error is
# raised, though other durations are refused with one. PT90M is right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund date-fns-duration@1.0.4 date-fns@2.0.0 >/dev/null
cat >seen.js <<'JS'
const addDuration = require("date-fns-duration");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const after = (duration) => {
  const date = addDuration(new Date(2026, 0, 1), duration);
  return isNaN(date) ? "no date" : [date.getDate(), date.getHours(), date.getMinutes()];
};
expect("PT90M", after("PT90M"), "1,1,30");
expect("PT1.5H", after("PT1.5H"), "1,1,0");
expect("PT0.5H", after("PT0.5H"), "1,0,0");
expect("P1.5D", after("P1.5D"), "2,0,0");
expect("PT1,5H", after("PT1,5H"), "no date");
let refused;
try {
  addDuration(new Date(2026, 0, 1), "1.5H");
} catch (error) {
  refused = error.constructor.name;
}
expect("1.5H", refused, "TypeError");
JS
node seen.js
