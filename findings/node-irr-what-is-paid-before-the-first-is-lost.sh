#!/usr/bin/env bash
# npm node-irr 2.0.5: money put in at 16 % a year earned 1,048 % when the first payment is not the first in the list.
#
# xirr puts each payment at its day, counted from the date of the first in the list, as a coefficient of a polynomial. A payment of an earlier date
# has a negative day: it is written to an index of the list that no loop visits, and is gone, without an error. A thousand in January and five hundred
# in July that were 1,700 at the year's end are 16.1 %; with July's in front January's thousand does not count. Sorted downwards, as banks and
# brokers list, nothing but the last payment is left and the rate is NaN. The number of days is right in each case. The README has no word of the
# order. What is right is worked out below by halving.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund node-irr@2.0.5 >/dev/null
cat >seen.js <<'JS'
const { convertRate, RateInterval, xirr } = require("node-irr");
const day = (date) => Date.UTC(date.slice(0, 4), date.slice(4, 6) - 1, date.slice(6)) / 864e5;
const halved = (payments) => {
  const value = (rate) => payments.reduce((sum, { amount, date }) => sum + amount / (1 + rate) ** ((day(date) - day("20200101")) / 365), 0);
  let [low, high] = [-0.9, 100];
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (value(middle) > 0) low = middle; else high = middle;
  }
  return `${(low * 100).toFixed(1)} %`;
};
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
const rate = (payments) => {
  const { days, rate } = xirr(payments);
  return `${(convertRate(rate, RateInterval.Year) * 100).toFixed(1)} %, ${days} days`;
};
const january = { amount: -1000, date: "20200101" };
const july = { amount: -500, date: "20200701" };
const december = { amount: 1700, date: "20201231" };
expect("by halving", halved([july, january, december]), "16.1 %");
expect("January, July, December", rate([january, july, december]), "16.1 %, 366 days");
expect("January, December, July", rate([january, december, july]), "16.1 %, 366 days");
expect("July, January, December", rate([july, january, december]), "1048.3 %, 366 days");
expect("December, July, January", rate([december, july, january]), "NaN %, 366 days");
JS
node seen.js
