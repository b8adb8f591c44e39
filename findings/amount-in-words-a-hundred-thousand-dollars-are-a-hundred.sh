#!/usr/bin/env bash
# npm amount-in-words 1.0.1: $100000 is "One Hundred Dollars", £500000000 "Five Hundred Pounds", and 12.5 rupees end in "Five Paise".
#
# In dollars and pounds the digits are taken from the right by two and by one, and the name of a group, "Thousand" or "Million", is
# written with the two digits only. Where these are 00 nothing is written, though a hundred stands before them: every amount
# from a hundred to nine hundred thousand that ends its thousands in 00, and so with millions, is a thousandth or less of itself. In rupees
# lakhs and crores have two digits, and all is well. The fraction is read as a whole number: 12.5, as JavaScript writes 12.50, has five
# paise, not fifty. The README's own example of ten digits shows "Million" and "Thousand" as they should be.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund amount-in-words@1.0.1 >/dev/null
cat >seen.js <<'JS'
const { AmountToWords } = require("amount-in-words");
const words = new AmountToWords();
const expect = (amount, country, described) => {
  const seen = words.toWords(amount, country);
  console.log(`${amount}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
expect(250000, "USA", "Two Hundred Fifty Thousand Dollars");
expect(100000, "USA", "One Hundred Dollars");
expect(100500, "USA", "One Hundred Five Hundred Dollars");
expect("$300,000.00", "USA", "Three Hundred Dollars");
expect(500000000, "GBR", "Five Hundred Pounds");
expect(100000, "IND", "One Lakh Rupees");
expect("12.50", "IND", "Twelve Rupees And Fifty Paise");
expect(12.5, "IND", "Twelve Rupees And Five Paise");
JS
node seen.js
