#!/usr/bin/env bash
# npm br-validations 0.3.1: nine in ten firms of Rio Grande do Norte with a registration of ten digits have none.
#
# The state tax registration (inscrição estadual), which stands on each Brazilian invoice, has check digits by the rules of its state, for which
# the README names Sintegra. In Rio Grande do Norte it has nine digits, or ten for newer ones; the last is the check digit. The rule
# for ten has the right weights, 10 to 2, and looks for the result at the ninth place, as the rule for nine does. So the digit
# before the last is compared with a sum that it is part of, and the last may be any: 20.0.040.040-0, Sintegra's example,
# is valid by chance, and so is 20.0.040.040-1. npm js-brasil 2.8.0 agrees with the rule in all 3000 numbers.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund br-validations@0.3.1 js-brasil@2.8.0 >/dev/null
cat >seen.js <<'JS'
const { ie } = require("br-validations");
const { validateBr } = require("js-brasil");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const valid = (number) => ie("RN").validate(number) === true;
const other = (number) => validateBr.inscricaoestadual(number, "rn") === true;
// Ten times the weighted sum, modulo 11; ten is nought.
const digit = (nine) => (([...nine].reduce((sum, d, at) => sum + d * (10 - at), 0) * 10) % 11) % 10;
expect("check digit of 200040040", digit("200040040"), 0);
expect("last digits of 200040040", [..."0123456789"].filter((d) => valid("200040040" + d)).join(""), "0123456789");
expect("last digits by js-brasil", [..."0123456789"].filter((d) => other("200040040" + d)).join(""), "0");
let [refused, taken] = [0, 0];
for (let number = 200100000; number < 200103000; number++) {
  const nine = String(number);
  for (let last = 0; last < 10; last++) {
    const right = last === digit(nine);
    if (other(nine + last) !== right) throw new Error("the other package is of another opinion");
    if (right && !valid(nine + last)) refused++;
    if (!right && valid(nine + last)) taken++;
  }
}
expect("of 3000 with ten digits, refused", refused, 2701);
expect("and wrong ones taken", taken, 2691);
expect("with nine digits, 20.040.040-1", valid("200400401"), true);
JS
node seen.js
