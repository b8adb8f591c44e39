#!/usr/bin/env bash
# npm @saving-tool/hmrc-income-tax 1.2.0: National Insurance is 3015.92 at 50,283 pounds, 3016.02 at 50,285, and nothing at 50,284.
#
# An employee pays 8 % of what is above 242 pounds a week and 2 % above 967 (2025/26). One branch is for weeks of more than 967
# pounds, one for less; 50,284 pounds a year are 967 a week exactly, and fall between them. HMRC's rates for class 1 are 8 % "from
# 242.01 to 967", so the 3016.00 are due, as they are a pound lower. The same salary pays nothing in each of the years that the
# package has; in 2022/23, at 13.25 %, that are 4995.25.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @saving-tool/hmrc-income-tax@1.2.0 >/dev/null
cat >seen.js <<'JS'
const { calculateEmployeeNationalInsurance } = require("@saving-tool/hmrc-income-tax");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
const insurance = (taxableAnnualIncome, taxYear) => calculateEmployeeNationalInsurance({ taxableAnnualIncome, taxYear }).toFixed(2);
expect("at 50283", insurance(50283), "3015.92");
expect("at 50284", insurance(50284), "0.00");
expect("at 50285", insurance(50285), "3016.02");
expect("due at 50284", ((967 - 242) * 0.08 * 52).toFixed(2), "3016.00");
for (const year of ["2022/23", "2023/24", "2024/25", "2025/26"]) expect(`at 50284 in ${year}`, insurance(50284, year), "0.00");
expect("at 50283 in 2022/23", insurance(50283, "2022/23"), "4995.12");
JS
node seen.js
