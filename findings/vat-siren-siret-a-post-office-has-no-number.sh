#!/usr/bin/env bash
# npm vat-siren-siret 1.2.1: 35600000049837, an office of La Poste, is no SIRET, nor are nine in ten of its offices.
#
# A SIRET has a check digit by Luhn's rule, but for the offices of La Poste (SIREN 356 000 000), of which there are more than Luhn's rule leaves room
# for: there the plain sum of the fourteen digits is a multiple of five (so INSEE, as the French Wikipedia's article on SIRET has it, python-stdnum
# and PHP's IsoCodes). isSIRET knows Luhn's rule only: of the 20,000 numbers that the offices can have it refuses 18,000. The seat,
# 356 000 000 00048, is older, keeps Luhn's rule and passes. The README's "check french VAT, SIRET and SIREN" has no exception.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund vat-siren-siret@1.2.1 >/dev/null
cat >seen.js <<'JS'
const { isSIREN, isSIRET } = require("vat-siren-siret");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
const allowed = (siret) => [...siret].reduce((sum, digit) => sum + Number(digit), 0) % 5 === 0;
expect("356000000, La Poste", isSIREN("356000000"), true);
expect("35600000000048, its seat", isSIRET("35600000000048"), true);
expect("35600000049837 by the sum of its digits", allowed("35600000049837"), true);
expect("35600000049837", isSIRET("35600000049837"), false);
let [right, refused] = [0, 0];
for (let office = 1; office < 100000; office++) {
  const siret = `356000000${String(office).padStart(5, "0")}`;
  if (allowed(siret)) right++;
  if (allowed(siret) && !isSIRET(siret)) refused++;
}
expect("numbers that offices can have", right, 20000);
expect("of these refused", refused, 18000);
JS
node seen.js
