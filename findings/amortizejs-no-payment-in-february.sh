#!/usr/bin/env bash
# npm amortizejs 1.0.3: a loan that starts on 31 January has no payment in February, and from March on one on the 3rd.
#
# "monthly payments" get dates when the start date is given (README). A month is added to the date of the payment before,
# and 31 February is 3 March; the month after is counted from there. So twelve monthly payments leave out February, fall on
# the 3rd from March on, and the twelfth is on 3 January of the next year: a schedule by which interest is booked has
# nothing in one month, and the loan is paid off a year later on the books. Excel's EDATE, counted from the start,
# gives 28 February, 31 March, 30 April. From the 15th all is right. At 0 % the payment is not a number at all.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund amortizejs@1.0.3 >/dev/null
cat >seen.js <<'JS'
const { Calculator } = require("amortizejs");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const loan = (apr, start) => Calculator.calculate({ method: "mortgage", apr, balance: 12000, loanTerm: 12, startDate: start });
const dates = (start) => loan(4, start).schedule.map(({ date }) => `${date.getMonth() + 1}-${date.getDate()}`);
expect("from the 15th", dates(new Date(2026, 0, 15)).slice(0, 4), ["1-15", "2-15", "3-15", "4-15"]);
expect("from the 31st", dates(new Date(2026, 0, 31)), ["1-31", "3-3", "4-3", "5-3", "6-3", "7-3", "8-3", "9-3", "10-3", "11-3", "12-3", "1-3"]);
expect("without interest", loan(0, new Date(2026, 0, 15)).periodicPayment, NaN);
JS
node seen.js
