#!/usr/bin/env bash
# npm us-bank-account-validator 1.1.0: 500000005 is a routing number, though no Federal Reserve district is 50, and so with all 62 that do not exist.
#
# The first two digits of a routing number are the district: 00 for the government, 01 to 12 for banks, 21 to 32 for savings banks, 61 to 72 for
# electronic payments and 80 for traveller's cheques (the American Bankers Association's routing number policy). The package has this very list, and holds against
# it the first digit only, for it cuts one digit off where it says two: 0 to 9 are all within 00 to 12, and the list refuses nothing. A slip in the first
# two digits that the check digit misses is so let through. Real numbers are taken as they should be.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund us-bank-account-validator@1.1.0 >/dev/null
cat >seen.js <<'JS'
const { routingNumber } = require("us-bank-account-validator");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
const valid = (number) => routingNumber(number).isValid;
const weighed = (number) => [...number].reduce((sum, digit, at) => sum + Number(digit) * [3, 7, 1][at % 3], 0) % 10;
const checked = (eight) => eight + ((10 - weighed(eight)) % 10);
const exists = (district) => district <= 12 || (district >= 21 && district <= 32) || (district >= 61 && district <= 72) || district === 80;
expect("021000021, New York", valid("021000021"), true);
expect("021000022", valid("021000022"), false);
expect("district 50 with a right check digit", checked("50000000"), "500000005");
expect("taken", valid("500000005"), true);
const districts = Array.from({ length: 100 }, (_, district) => district);
expect("districts that exist", districts.filter(exists).length, 38);
expect("others taken", districts.filter((one) => !exists(one) && valid(checked(`${String(one).padStart(2, "0")}000000`))).length, 62);
JS
node seen.js
