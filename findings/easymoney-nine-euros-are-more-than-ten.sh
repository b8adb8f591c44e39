#!/usr/bin/env bash
# npm @easymoney/money 1.0.2: nine euros are more than ten, and a hundred less than nine.
#
# The package is the "best way to do money in js" (its own words). An amount is kept as a text of its digits, and compare(),
# lessThan() and greaterThan() compare the two texts as texts, letter by letter: 900 cents are more than 1000, since 9 comes
# after 1, and -50.00 is more than -4.00. Amounts with the same number of digits above nought come out right, which is what
# one tries first. A limit of 1000.00 stops 999.99, and one of 2000.00 lets 10000.00 pass; the largest of a list of payments
# is the one with the highest first digit. Adding, sharing and rounding are done with numbers.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @easymoney/money@1.0.2 >/dev/null
cat >seen.js <<'JS'
const { createMoney } = require("@easymoney/money");
const expect = (what, seen, described) => {
  console.log(`${what}: ${JSON.stringify(seen)}`);
  if (JSON.stringify(seen) !== JSON.stringify(described)) throw new Error(`no longer as described: ${JSON.stringify(described)}`);
};
const euros = (cents) => createMoney({ amount: cents, currency: "EUR" });
const less = (one, other) => euros(one).lessThan(euros(other));
const greater = (one, other) => euros(one).greaterThan(euros(other));
expect("5.00 and 7.00", [less(500, 700), greater(500, 700)], [true, false]);
expect("9.00 and 10.00", [less(900, 1000), greater(900, 1000)], [false, true]);
expect("100.00 and 9.00", [less(10000, 900), greater(10000, 900)], [true, false]);
expect("-50.00 and -4.00", [less(-5000, -400), greater(-5000, -400)], [false, true]);
expect("999.99 over a limit of 1000.00", greater(99999, 100000), true);
expect("10000.00 over a limit of 2000.00", greater(1000000, 200000), false);
const payments = [4500, 120000, 999, 30000].map(euros).sort((one, other) => one.compare(other));
expect("in order", payments.map((money) => Number(money.getAmount())), [120000, 30000, 4500, 999]);
expect("9.00 and 10.00 together", Number(euros(900).add(euros(1000)).getAmount()), 1900);
JS
node seen.js
