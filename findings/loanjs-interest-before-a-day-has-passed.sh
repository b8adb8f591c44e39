#!/usr/bin/env bash
# npm loanjs 1.1.2: a loan that costs 55.64 has 66.78 of interest, and instalments that pay back 988.86 of its 1000.00.
#
# With "annuityDue" the instalments fall due at the beginning of the month, so that the first one is paid with the loan itself, bears
# no interest, and all are smaller by a month's interest: 87.97 for 1000.00 over a year at 12 %, and so they are here, and
# pay the loan off. Each is split though as if a month had passed before it, with 10.00 of interest in the first. What is
# then left at the end is put to nought and added to the sums, as a "lost sum on rounding": 1066.78 are paid by the sums and
# 1055.64 by the instalments, and the last but one leaves 98.13 to an instalment of 87.97, after which nothing is owed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund loanjs@1.1.2 >/dev/null
cat >seen.js <<'JS'
const { Loan } = require("loanjs");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== described) throw new Error(`no longer as described: ${described}`);
};
const { installments, capitalSum, interestSum, sum } = Loan(1000, 12, 12, "annuityDue");
const total = (part) => installments.reduce((so_far, one) => so_far + one[part], 0).toFixed(2);
const [before, last] = installments.slice(-2);
expect("first interest", installments[0].interest, "10");
expect("paid back, paid, by the sums", [capitalSum, interestSum, sum].join(" "), "1000 66.78 1066.78");
expect("by the instalments", [total("capital"), total("interest"), total("installment")].join(" "), "988.86 66.78 1055.64");
expect("the end", [before.remain.toFixed(2), last.installment.toFixed(2), last.remain].join(" "), "98.13 87.97 0");
// paid at the beginning: what is paid goes off before the month's interest comes on
let owed = 1000;
for (const { installment } of installments) owed = (owed - installment) * 1.01;
expect("really owed after the last", (owed / 1.01).toFixed(2), "-0.01");
JS
node seen.js
