#!/usr/bin/env bash
# npm @saving-tool/hmrc-income-tax 1.2.0: with a salary of 150,000 pounds 5,000 of the pension's allowance are lost.
#
# The annual allowance of 60,000 is tapered for who has a threshold income above 200,000 and an adjusted income above 260,000 (section 228ZA
# of the Finance Act 2004; "both", says HMRC's guidance PTM057100). The package works out both incomes and returns both, but looks at
# the adjusted one only. So an employer's 120,000 for a salary of 150,000 cost allowance, though the threshold income is far below, and
# a tax of the excess is reckoned that nobody owes. With a salary of 210,000 and 60,000 from the employer the taper is right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @saving-tool/hmrc-income-tax@1.2.0 >/dev/null
cat >seen.js <<'JS'
const { calculatePensionAnnualAllowance } = require("@saving-tool/hmrc-income-tax");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
const allowance = (totalAnnualIncome, employerDcPensionContributions, taxYear) => {
  const seen = calculatePensionAnnualAllowance({ totalAnnualIncome, employerDcPensionContributions, taxYear });
  return `threshold ${seen.thresholdIncome}, adjusted ${seen.adjustedIncome}, allowance ${seen.allowance}`;
};
expect("210000 and 60000", allowance(210000, 60000), "threshold 210000, adjusted 270000, allowance 55000");
expect("150000 and 120000", allowance(150000, 120000), "threshold 150000, adjusted 270000, allowance 55000");
expect("90000 and 290000", allowance(90000, 290000), "threshold 90000, adjusted 380000, allowance 10000");
expect("150000 and 120000 in 2022/23", allowance(150000, 120000, "2022/23"), "threshold 150000, adjusted 270000, allowance 25000");
JS
node seen.js
