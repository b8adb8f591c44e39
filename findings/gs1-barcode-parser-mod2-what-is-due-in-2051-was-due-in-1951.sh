#!/usr/bin/env bash
# npm gs1-barcode-parser-mod2 1.0.6: what falls due on 1 January 2051 (12 510101) did so in 1951.
#
# Dates on labels have two digits for the year. By GS1's General Specifications (7.12) its century goes with today: a year that is 51 to 99
# more than this year's is of the last century, and one that is 50 to 99 less of the next. The package has one cut for all time, 51 and more in the 1900s, as the rule
# was printed when a year began with 00. In 2026 all years from 51 to 76 are 2051 to 2076, 25 years on: due dates, use-by dates and
# expiry dates of long-lived goods are a century early. In 2030 it will be 51 to 80.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund gs1-barcode-parser-mod2@1.0.6 >/dev/null
cat >seen.js <<'JS'
const { parseBarcode } = require("gs1-barcode-parser-mod2");
const now = new Date().getFullYear();
const right = (year) => {
  const ahead = year - (now % 100);
  const century = now - (now % 100);
  return century + year + (ahead >= 51 ? -100 : ahead <= -50 ? 100 : 0);
};
const expect = (date, described) => {
  const { data } = parseBarcode(`010950110153000312${date}`).parsedCodeItems[1];
  console.log(`due ${date}: in ${data.getFullYear()}, by GS1's rule in ${now} it is ${right(Number(date.slice(0, 2)))}`);
  if (data.getFullYear() !== described) throw new Error(`no longer as described: ${described}`);
};
expect("301231", 2030);
expect("501231", 2050);
expect("510101", 1951);
expect("600229", 1960);
JS
node seen.js
