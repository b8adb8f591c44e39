#!/usr/bin/env bash
# npm moneyfunx 3.0.12: beside furniture bought at 0 % the card is paid off in four months, with the money for both.
#
# payLoans spreads a monthly budget over several loans. How many payments a loan needs is a quotient of logarithms, and without interest
# 0 / 0, although the payment and the balance have formulas of their own for a rate of 0. So no payment is made on the furniture, 1200
# stay owing, and the whole budget goes to the card: 45.95 of interest. With 94.56 for the card, its least payment, while the furniture is
# paid off it costs 111.11, as the loop below says, and the package too for furniture at 0.0001 %. The plan tells of no loan that is
# left over, and its periods have no numbers.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund moneyfunx@3.0.12 >/dev/null
cat >seen.mjs <<'JS'
import library from "moneyfunx";
const { Loan, payLoans } = library;
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const plan = (rate) => {
  const loans = [new Loan(1200, rate, 12, 1, "furniture"), new Loan(1000, 0.24, 12, 1, "card")];
  const made = payLoans(loans, 300);
  return loans.map(({ id, minPayment }) => ({ minPayment, ...made[id], paid: made[id].amortizationSchedule.length }));
};
const [furniture, card] = plan(0);
expect("each month for the furniture", furniture.minPayment, 100);
expect("payments on the furniture", furniture.paid, 0);
expect("payments on the card", card.paid, 4);
expect("interest on the card", card.lifetimeInterest.toFixed(2), "45.95");
expect("number of its first payment", card.amortizationSchedule[0].period, NaN);
const nearly = plan(0.000001);
expect("payments at 0.0001 %", nearly.map(({ paid }) => paid), [6, 8]);
expect("interest on the card then", nearly[1].lifetimeInterest.toFixed(2), "111.11");
let [sofa, owing, interest] = [1200, 1000, 0];
while (owing > 0.005) {
  interest += owing * 0.02;
  owing *= 1.02;
  const onSofa = Math.min(sofa, 300 - card.minPayment);
  sofa -= onSofa;
  owing -= Math.min(300 - onSofa, owing);
}
expect("interest by the loop", interest.toFixed(2), "111.11");
JS
node seen.mjs
