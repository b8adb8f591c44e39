#!/usr/bin/env bash
# npm financejs 4.1.0: 50.00 are back after 3.42 years, when 47.00 are; and two years that pay everything back are three.
#
# The payback period is the whole years before the money is back and the part of the next year's inflow that is still missing. The
# README has 50 spent and 10, 13, 16, 19, 22 earned: 39 are back after three years, 11 of the fourth year's 19 are missing,
# 3.58 years. The package adds the part that is not needed, 8 of 19, 3.42; 100 that come back as 10 and 1000 take 1.91 years
# for 1.09. Where a year ends with nothing missing another one begins. XIRR takes the days from the first payment without
# their sign: one that comes earlier, as in a list that is not sorted, comes as many days later, and 13.41 % a year are 43.11 %,
# where Excel refuses the list (its documentation of XIRR, #NUM!).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund financejs@4.1.0 >/dev/null
cat >seen.js <<'JS'
const Finance = require("financejs");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== described) throw new Error(`no longer as described: ${described}`);
};
const finance = new Finance();
expect("50 by 10, 13, 16, 19, 22", finance.PP(5, -50, 10, 13, 16, 19, 22).toFixed(2), "3.42");
expect("100 by 10 and 1000", finance.PP(2, -100, 10, 1000).toFixed(2), "1.91");
expect("100 by 50, 50, 50", finance.PP(3, -100, 50, 50, 50), "3");
expect("100 by 50 each", finance.PP(0, -100, 50), "2");
const day = (month) => new Date(Date.UTC(2024, month, 1));
const flows = [[-100, day(0)], [-100, day(6)], [220, day(12)]];
const rate = (order) => finance.XIRR(order.map((at) => flows[at][0]), order.map((at) => flows[at][1]));
expect("in order", rate([0, 1, 2]), "13.41");
expect("the second payment first", rate([1, 0, 2]), "43.11");
JS
TZ=UTC node seen.js
