#!/usr/bin/env bash
# npm @fnzc/nz-bank-account-validator 1.0.3: nine in ten accounts of four New Zealand banks are refused, since a step of its own README is left out.
#
# An account number in New Zealand is checked by its bank's weights (Inland Revenue's specification for resident withholding tax, which
# the README copies). "If the algorithm E or G is used then add the two digits of the product (tens and ones), and again the two digits
# of the result before summing." Banks 09, 26, 28 and 29 use them, and for them the products are added as they stand, like those
# of the other banks: 7 times 3 counts as 21 and not as 3. So a right account is not valid, and a wrong one is. The example
# of the specification, 26-2600-0320871-032, is right either way, by chance. The other banks are checked rightly.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @fnzc/nz-bank-account-validator@1.0.3 >/dev/null
cat >seen.js <<'JS'
const { isValidNZBankNumber } = require("@fnzc/nz-bank-account-validator");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
// The README's rule: weights for bank, branch, base and suffix, each product reduced to one digit, twice.
const rules = { "09": ["000000000054320001", 11], 26: ["000000013713710371", 10] };
const digits = (product) => Math.floor(product / 10) + (product % 10);
const byTheReadme = (bank, branch, base, suffix) => {
  const [weights, modulo] = rules[bank];
  const number = bank + branch + base.padStart(8, "0") + suffix.padStart(4, "0");
  return [...number].reduce((sum, digit, at) => sum + digits(digits(digit * weights[at])), 0) % modulo === 0;
};
expect("26-2600-0320871-032", isValidNZBankNumber("26", "2600", "0320871", "032"), true);
expect("26-2600-0320871-032 by the README", byTheReadme("26", "2600", "0320871", "032"), true);
const tell = (bank, branch, suffix) => {
  const seen = { right: 0, refused: 0, taken: 0 };
  for (let base = 1; base <= 9999; base++) {
    const account = [bank, branch, String(base), suffix];
    const right = byTheReadme(...account);
    const valid = isValidNZBankNumber(...account);
    if (right) seen.right++;
    if (right && !valid) seen.refused++;
    if (!right && valid) seen.taken++;
  }
  return JSON.stringify(seen);
};
// 2 times 7 are 14, and so 5; with 5 times 1 the sum is 10. As they stand, they are 19.
expect("26-2600-0000025-000", isValidNZBankNumber("26", "2600", "0000025", "000"), false);
expect("26-2600-0000025-000 by the README", byTheReadme("26", "2600", "0000025", "000"), true);
expect("bank 26", tell("26", "2600", "0000"), '{"right":999,"refused":920,"taken":920}');
expect("bank 09", tell("09", "0000", "0000"), '{"right":906,"refused":894,"taken":896}');
JS
node seen.js
