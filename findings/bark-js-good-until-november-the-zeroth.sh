#!/usr/bin/env bash
# npm bark-js 1.2.1: goods are best before 2026-11-00, and what expires in 2051 expired in 1951.
#
# The package reads the bar codes on cartons "according to the GS1 General Specifications" and gives their dates as texts like
# 2017-10-19. By these a day of 00, which says that only the month is known, is the last day of that month, 30 November; the package
# passes on a day that no calendar has, and no Date can be made of it. A year of two digits is the one nearest to today, from 49
# before to 50 after: 51 is 2051 since 2001, and stays so to the end of the century, but here it is 1951, so that an expiry
# in 25 years was long ago. A 30 February, which is nobody's day, is passed on too.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund bark-js@1.2.1 >/dev/null
node -e '
  const bark = require("bark-js");
  const expect = (what, seen, described) => {
    console.log(`${what}: ${seen}`);
    if (seen !== described) throw new Error("no longer as described");
  };
  const date = (code) => bark(code).elements[0].value;
  expect("best before 261119", date("15261119"), "2026-11-19");
  expect("best before 261100", date("15261100"), "2026-11-00");
  expect("as a Date", String(new Date(date("15261100"))), "Invalid Date");
  expect("expiry 500101", date("17500101"), "2050-01-01");
  expect("expiry 510101", date("17510101"), "1951-01-01");
  expect("made on 260230", date("11260230"), "2026-02-30");
'
