#!/usr/bin/env bash
# npm parse-money 1.0.12: "2 coffees for $5.00" are 25 dollars, "Rent for 2026: €750" are 2026750 euros.
#
# The package extracts "money from text", and its README has an amount with text before and after it. It looks for a sign of a currency, takes
# what stands forty characters before it and all that follows, and strikes out what is no digit, comma or point; whatever else is counted
# in the sentence, a quantity, a year, the number of an invoice, is pushed together with the amount into one number. Names of currencies are
# found inside of words too: in "leisure" stands lei, so what costs 80 dollars is Romanian money.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund parse-money@1.0.12 >/dev/null
cat >seen.js <<'JS'
const parseMoney = require("parse-money").default;
const expect = (text, amount, currency) => {
  const seen = parseMoney(text);
  console.log(`${text}: ${seen.amount} ${seen.currency}`);
  if (seen.amount !== amount || seen.currency !== currency) throw new Error(`no longer as described: ${amount} ${currency}`);
};
expect("coffee for $5.00, with thanks", 5, "USD");
expect("2 coffees for $5.00", 25, "USD");
expect("Pay $5.00 for 2 coffees", 5002, "USD");
expect("Invoice 7: £5.00", 75, "GBP");
expect("Rent for 2026: €750", 2026750, "EUR");
expect("€750 due on 1 May", 7501, "EUR");
expect("A day in the leisure centre, $80", 80, "RON");
JS
node seen.js
