#!/usr/bin/env bash
# npm @railpath/finance-toolkit 0.5.4: 1000 that are 1210 after two years bring 4.87 % a year, and 2594 after ten years 0.96 %.
#
# calculateMoneyWeightedReturn gives a return of the period, mwr, and that return by the year, annualizedMWR (comments of the README). It
# looks for the rate with the times counted in years, so that what it finds is by the year already, and takes the root of as many years
# from it again. So mwr is no return of the period, 21 %, and the yearly return is half of what it is after two years and a tenth
# after ten. 1000 * 1.1 ^ 2 are 1210. A bank that says what an account has brought a year says too little, and over half a year too much.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @railpath/finance-toolkit@0.5.4 >/dev/null
cat >seen.js <<'JS'
const { calculateMoneyWeightedReturn } = require("@railpath/finance-toolkit");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
const percent = (rate) => (rate * 100).toFixed(2);
const day = (year, month) => new Date(Date.UTC(year, month, 1));
const returns = (finalValue, end) => {
  const seen = calculateMoneyWeightedReturn({ cashFlows: [0, 0], dates: [day(2024, 0), end], initialValue: 1000, finalValue });
  return `${percent(seen.mwr)} and ${percent(seen.annualizedMWR)}`;
};
expect("1100 after a year", returns(1100, day(2025, 0)), "9.98 and 9.96");
expect("1210 after two years", returns(1210, day(2026, 0)), "9.99 and 4.87");
expect("2594 after ten years", returns(2594, day(2034, 0)), "10.00 and 0.96");
expect("1049 after half a year", returns(1049, day(2024, 6)), "10.08 and 21.25");
expect("two years of 10 %", (1000 * 1.1 ** 2).toFixed(0), "1210");
JS
node seen.js
