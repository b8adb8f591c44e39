#!/usr/bin/env bash
# npm bond-calculator 0.1.9: the same bond costs 105.3804 on a server in London and 105.3825 on one in New York.
#
# "Gives the same results as Excel", whose dates have no hours. The package reads 2030-03-31 as midnight UTC and takes day and month from it
# by the server's clock: in New York it is 30 March, not the end of a month, the coupons fall on the 30th, and one day less has
# accrued. In the bond's last half year the days are counted by clocks that were put back between, so that a yield of 9.18 %, which
# is (102.50 / 98 - 1) * 2, is 9.23 in Berlin and 9.30 in New York. By the formula of Excel's PRICE, with the half years from
# 30 September to 31 March, 135 of 180 days accrued and 13 coupons to come, London is right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund bond-calculator@0.1.9 >/dev/null
cat >seen.js <<'JS'
const bond = require("bond-calculator");
const expect = (what, seen, described) => {
  console.log(`${process.env.TZ}, ${what}: ${seen}`);
  if (seen !== described[process.env.TZ]) throw new Error(`no longer as described: ${described[process.env.TZ]}`);
};
const issue = (settlement, maturity, convention) => bond({ settlement, maturity, rate: 0.05, redemption: 100, frequency: 2, convention });
const by = (UTC, berlin, newYork) => ({ UTC, "Europe/Berlin": berlin, "America/New_York": newYork });
const price = issue("2024-02-15", "2030-03-31", "30U/360").price(0.04).toFixed(4);
expect("price", price, by("105.3804", "105.3804", "105.3825"));
const last = issue("2026-08-31", "2027-02-28", "ACTUAL/ACTUAL").yield(98) * 100;
expect("yield of the last half year", last.toFixed(2), by("9.18", "9.23", "9.30"));
let excel = 100 / 1.02 ** 12.25 - (2.5 * 135) / 180;
for (let coupon = 1; coupon <= 13; coupon++) excel += 2.5 / 1.02 ** (coupon - 0.75);
expect("by the formula", excel.toFixed(4), by("105.3804", "105.3804", "105.3804"));
expect("yield by hand", ((102.5 / 98 - 1) * 200).toFixed(2), by("9.18", "9.18", "9.18"));
JS
for zone in UTC Europe/Berlin America/New_York; do TZ=$zone node seen.js; done
