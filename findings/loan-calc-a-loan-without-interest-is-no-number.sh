#!/usr/bin/env bash
# npm loan-calc 0.2.1: 24,000 without interest over 24 months are NaN a month, and the interest on them is NaN.
#
# The payment is the amount by the monthly rate over one less the rate's power, which for a rate of 0 is nought by nought. A rate below 0 or
# one that is no number is refused with an error, 0 is let through: a dealer's offer at 0 %, an interest-free loan of a family.
# By arithmetic a month is 1,000.00 and the interest 0. A rate of a ten-thousandth of a percent has 1000.01.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund loan-calc@0.2.1 >/dev/null
cat >seen.js <<'JS'
const loan = require("loan-calc");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== described) throw new Error(`no longer as described: ${described}`);
};
const offer = (rate) => ({ amount: 24000, rate, termMonths: 24 });
expect("a month at 6 %", loan.paymentCalc(offer(6)), "1063.69");
expect("a month at 0.001 %", loan.paymentCalc(offer(0.001)), "1000.01");
expect("a month at 0 %", loan.paymentCalc(offer(0)), "NaN");
expect("interest at 0 %", loan.totalInterest(offer(0)), "NaN");
let told = "";
try { loan.paymentCalc(offer(-1)); } catch (error) { told = error.message; }
expect("a month at -1 %", told, "Please specify a loan rate as a number");
JS
node seen.js
