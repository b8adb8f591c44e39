#!/usr/bin/env bash
# npm parse-loose-time 1.0.1: a quarter to 12 am is hour -1, and 12 o'clock am is noon.
#
# The parser reads times of day as people write them, as into a time sheet, and returns hour and minute, "24h format". Of what is "to"
# the hour it takes an hour away from it, and from 12 am, which is 0, there is minus one left: a quarter to 12 am is hour -1, minute 45,
# where it is 23:45. 12 am is 0, but 12 o'clock am is 12, half a day later. "5 to midnight" is five in the morning. 25:00 is 24:00. From
# such hours a shift's length is twelve or twenty-four hours off, with no error. The formats are those that the README lists.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund parse-loose-time@1.0.1 >/dev/null
cat >seen.js <<'JS'
const parseTime = require("parse-loose-time");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const time = (text) => {
  const { hour, minute } = parseTime(text);
  return `${hour}:${String(minute).padStart(2, "0")}`;
};
expect("quarter to 1 pm", time("quarter to 1 pm"), "12:45");
expect("quarter to 12 pm", time("quarter to 12 pm"), "11:45");
expect("quarter to 12 am", time("quarter to 12 am"), "-1:45");
expect("10 to 12 am", time("10 to 12 am"), "-1:50");
expect("12 am", time("12 am"), "0:00");
expect("12 o'clock am", time("12 o'clock am"), "12:00");
expect("midnight", time("midnight"), "0:00");
expect("5 to midnight", time("5 to midnight"), "5:00");
expect("25:00", time("25:00"), "24:00");
JS
node seen.js
