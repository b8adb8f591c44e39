#!/usr/bin/env bash
# npm bigunit 1.2.5: 1100 yen without the 10 % of tax in them are 1100 yen, and 107.50 without 7.5 % are 100.46.
#
# percentBackout removes a percentage that was added, as VAT from a price, and the README promises percentages "without worrying about
# precision". The factor 1.1 or 1.075 gets as many decimals as the amount has and is cut there: yen have none, so they are divided by 1,
# cents by 1.07. percent cuts the rate itself: the 8.5 % of 1000 yen are 80, the 8.875 % of 100.00 that New York takes are 8.87, which
# is right by chance alone (of 1000.00 it takes 88.70). mul by 0.075 is by 0.07. A rate needs decimals of its own; only rates that are
# whole come out right, and with yen not even these.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund bigunit@1.2.5 >/dev/null
cat >seen.js <<'JS'
const { BigUnitFactory } = require("bigunit");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const euros = new BigUnitFactory(2, "EUR");
const yen = new BigUnitFactory(0, "JPY");
expect("119.00 without 19 %", euros.from(119).percentBackout(19), "100.00");
expect("107.50 without 7.5 %", euros.from(107.5).percentBackout(7.5), "100.46");
expect("117.50 without 17.5 %", euros.from(117.5).percentBackout(17.5), "100.42");
expect("1100 yen without 10 %", yen.from(1100).percentBackout(10), "1100");
expect("10 % of 1000 yen", yen.from(1000).percent(10), "100");
expect("8.5 % of 1000 yen", yen.from(1000).percent(8.5), "80");
expect("8.875 % of 1000.00", euros.from(1000).percent(8.875), "88.70");
expect("0.075 of 100.00", euros.from(100).mul(0.075), "7.00");
JS
node seen.js
