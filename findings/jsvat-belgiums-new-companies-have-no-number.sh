#!/usr/bin/env bash
# npm jsvat 2.5.4: a Belgian number that begins with 1 is malformed, and Northern Ireland is no country.
#
# A Belgian VAT number has ten digits, the last two being 97 less the rest of the first eight by 97. The register ran out of numbers
# with a 0 in front, and companies founded since 2023 have a 1; the EU's own check takes 0 and 1. The package takes ten digits only with
# a 0, so a number with the right check digits is refused as one of the wrong form, and there is no setting for it. Goods from
# Northern Ireland are sold with the British number and the letters XI since 2021; the package knows the number with GB and
# not with XI. A shop that asks it before an invoice without tax turns both away, or charges the tax.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --no-deps --no-compile python-stdnum==2.1
venv/bin/python -c '
from stdnum.be import vat
for number in ("BE0776091951", "BE1000065149"):
    print(f"python-stdnum, {number}: {vat.is_valid(number)}")
    assert vat.is_valid(number), "no longer as described"
'
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund jsvat@2.5.4 >/dev/null
node -e '
  const { checkVAT, countries } = require("jsvat");
  const expect = (what, seen, described) => {
    console.log(`${what}: ${seen}`);
    if (seen !== described) throw new Error("no longer as described");
  };
  const digits = "10000651";
  expect("check digits of BE10000651", String(97 - (Number(digits) % 97)), "49");
  const said = (number) => {
    const { isValid, isValidFormat, isSupportedCountry } = checkVAT(number, countries);
    return `valid ${isValid}, form ${isValidFormat}, country ${isSupportedCountry}`;
  };
  expect("BE0776091951", said("BE0776091951"), "valid true, form true, country true");
  expect("BE1000065149", said("BE1000065149"), "valid false, form false, country true");
  expect("GB350983637", said("GB350983637"), "valid true, form true, country true");
  expect("XI350983637", said("XI350983637"), "valid false, form false, country false");
'
