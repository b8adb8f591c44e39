#!/usr/bin/env bash
# npm fundamental-js 1.4.1: 100.00 that are 90.00 after a week have a yield of 1000 % a year.
#
# xirr finds the rate by Newton's method and, where that leaves the field, by halving between -99 % and 1000 %. A tenth lost in a week is
# -99.59 % a year, which lies below; no change of sign is found, and the upper end is given as the result, a gain where money was lost. The
# rate can be had without searching, (90 / 100) ^ (365 / 7) - 1. irr does the same with a year in which all but 5 of 1000 are lost. Of two
# prepayments in one month the later one takes the other's place: 20000 and 10000 on a loan save what 10000 save.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund fundamental-js@1.4.1 >/dev/null
cat >seen.js <<'JS'
const { xirr, irr, prepaymentImpact } = require("fundamental-js");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
const percent = (rate) => (rate * 100).toFixed(2);
const day = (number) => new Date(Date.UTC(2026, 0, 1 + number));
const after = (days, amount) => percent(xirr([{ date: day(0), amount: -100 }, { date: day(days), amount }]));
const exact = (days, amount) => percent((amount / 100) ** (365 / days) - 1);
for (const [days, amount, found, right] of [
  [7, 110, "14299.02", "14299.02"],
  [7, 95, "-93.11", "-93.11"],
  [7, 90, "1000.00", "-99.59"],
  [30, 60, "1000.00", "-99.80"],
  [365, 0.5, "1000.00", "-99.50"],
]) {
  expect(`${amount} after ${days} days`, after(days, amount), found);
  expect("without searching", exact(days, amount), right);
}
expect("1000 of which 5 come back after a year", percent(irr([-1000, 5])), "1000.00");
const saved = (...amounts) =>
  prepaymentImpact({
    principal: 120000,
    annualRate: 0.12,
    months: 12,
    mode: "reduceTenure",
    prepayments: amounts.map((amount) => ({ month: 6, amount })),
  }).savings.interestSaved.toFixed(2);
expect("saved by 10000", saved(10000), saved(20000, 10000));
expect("saved by 30000", saved(30000), "1533.76");
JS
node seen.js
