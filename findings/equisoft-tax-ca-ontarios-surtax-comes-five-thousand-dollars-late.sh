#!/usr/bin/env bash
# npm @equisoft/tax-ca 2022.9.0: of the next 100 dollars at 84,000 in Ontario 29.65 are said to be tax, and 31.48 are.
#
# The package has the total tax of an income and its marginal rate. Ontario's surtax of 20 % begins where the basic tax, less credits, is
# 4991 dollars (2022), at an income of 81,411. The function of the rate takes the credits off a second time and adds the surtax to what
# it is measured by, so that it begins at 86,533; the second step, at 95,906, and that of Prince Edward Island are misplaced too. What
# is due here is the difference of the package's own totals; the tables of the year have 31.48 % from 81,411 to 92,454 and 37.91 %
# from 95,906. Who asks what a bonus costs is told too little.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @equisoft/tax-ca@2022.9.0 >/dev/null
cat >seen.js <<'JS'
const { getTotalTaxAmount, getTotalMarginalRate } = require("@equisoft/tax-ca");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
const rates = (province, income) => {
  const tax = getTotalTaxAmount(province, income + 100) - getTotalTaxAmount(province, income);
  return `${tax.toFixed(2)} of 100, rate ${(getTotalMarginalRate(province, income + 50) * 100).toFixed(2)} %`;
};
expect("Ontario, 60000", rates("ON", 60000), "29.65 of 100, rate 29.65 %");
expect("Ontario, 84000", rates("ON", 84000), "31.48 of 100, rate 29.65 %");
expect("Ontario, 86000", rates("ON", 86000), "31.48 of 100, rate 29.65 %");
expect("Ontario, 88000", rates("ON", 88000), "31.48 of 100, rate 31.48 %");
expect("Ontario, 97000", rates("ON", 97000), "37.91 of 100, rate 33.89 %");
expect("Prince Edward Island, 103000", rates("PE", 103000), "44.37 of 100, rate 42.70 %");
JS
node seen.js
