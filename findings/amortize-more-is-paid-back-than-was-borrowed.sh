#!/usr/bin/env bash
# npm amortize 1.1.0: with 200.00 more a month 10,200.00 of a loan of 10,000.00 are paid back, and with 199.99 more 10,199.00.
#
# principalPayment is what is paid on the principal besides the monthly payment. The last payment is bounded by what is still owed, the extra
# one is not: it is booked once more on a loan that is paid off, the balance is -200.00, and principal, the principal "paid in the
# amortization period", is 200.00 more than was lent. Of the extra payment what is behind the point is cut off: 99.50 a month are
# 99.00, and the plan is one that the borrower does not keep. Without extra payments principal and balance are 10,000.00 and 0.00.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund amortize@1.1.0 >/dev/null
cat >seen.js <<'JS'
const amortize = require("amortize");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
const loan = (principalPayment) => {
  const seen = amortize({ amount: 10000, rate: 5, totalTerm: 24, amortizeTerm: 24, principalPayment });
  return `principal ${seen.principalRound}, balance ${seen.balanceRound}, extra ${seen.principalPaymentsTotalRound}`;
};
expect("nothing more", loan(0), "principal 10000.00, balance 0.00, extra 0.00");
expect("200.00 more", loan(200), "principal 10200.00, balance -200.00, extra 3400.00");
expect("199.99 more", loan(199.99), "principal 10199.00, balance -199.00, extra 3383.00");
expect("99.50 more", loan(99.5), loan(99));
JS
node seen.js
