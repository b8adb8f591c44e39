#!/usr/bin/env bash
# npm @railpath/finance-toolkit 0.5.4: a fall of 20 % lasts minus two days, and beside it the largest fall is one of 15 %.
#
# The largest drawdown is the deepest fall from a peak, in parts of the peak (Magdon-Ismail and Atiya, Maximum drawdown, 2004). In
# calculateMaxDrawdown the index of the peak goes on to each later peak while its value stays with the fall; prices that have recovered
# have a peak after the trough, and drawdownDuration, trough less peak, is negative. calculatePortfolioMetrics looks for the fall of most
# money and gives its percentage: from 100 to 80, then from 200 to 170, it says 15 %, the other function of the package 20 %. So the more a
# portfolio has grown, the less its early losses count.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @railpath/finance-toolkit@0.5.4 >/dev/null
cat >seen.js <<'JS'
const { calculateMaxDrawdown, calculatePortfolioMetrics } = require("@railpath/finance-toolkit");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
const fall = (...prices) => {
  const { peakValue, peakIndex, troughIndex, drawdownDuration } = calculateMaxDrawdown({ prices });
  return `from ${peakValue} on day ${peakIndex} to day ${troughIndex}, ${drawdownDuration} days`;
};
expect("not recovered", fall(100, 90, 80, 85), "from 100 on day 0 to day 2, 2 days");
expect("recovered", fall(100, 80, 90, 120, 115), "from 100 on day 3 to day 1, -2 days");
const values = [100, 80, 200, 170, 210];
expect("the deepest fall", calculateMaxDrawdown({ prices: values }).maxDrawdownPercent, 0.2);
expect("the deepest fall among other figures", calculatePortfolioMetrics({ portfolioValues: values }).maxDrawdownPercent, 0.15);
JS
node seen.js
