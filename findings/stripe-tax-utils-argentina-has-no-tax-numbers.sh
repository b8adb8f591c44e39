#!/usr/bin/env bash
# npm stripe-tax-utils 1.1.2: no firm in Argentina or Turkey has a tax number, and of those in Chile one in eleven.
#
# The package tells which kind of number a customer's tax number is, and null where it is none, so that a business passes for a
# consumer. Its patterns are made from one example of each kind. Argentina's CUIT has two digits, eight and one, and the pattern
# two, seven and two; Turkey's VKN has ten digits, and the pattern nine; Chile's RUT ends with a check digit from 0 to 9 or K (the
# remainder of a division by eleven), and the example, and so the pattern, with K. Mexico's RFC (Código Fiscal, Anexo) ends
# with three signs of letters and digits, not two letters and a digit, and a person's begins with four letters. All numbers below
# pass the check digits of their countries (PyPI python-stdnum 1.20).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund stripe-tax-utils@1.1.2 >/dev/null
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check python-stdnum==1.20
env/bin/python - <<'PY'
from stdnum.ar import cuit
from stdnum.cl import rut
from stdnum.mx import rfc
from stdnum.tr import vkn

checks = {cuit: ["20-05536168-2"], vkn: ["4540536920"], rut: ["12.531.909-2", "76.086.428-5"], rfc: ["VACE460910SX6"]}
for module, numbers in checks.items():
    for number in numbers:
        module.validate(number)
PY
cat >seen.js <<'JS'
const taxes = require("stripe-tax-utils").default;
const expect = (country, taxId, described) => {
  const seen = taxes.getStripeType({ country, taxId });
  console.log(`${country} ${taxId}: ${seen}`);
  if (String(seen) !== described) throw new Error(`no longer as described: ${described}`);
};
expect("AR", "20-05536168-2", "null");
expect("AR", "20-0553616-82", "ar_cuit");
expect("TR", "4540536920", "null");
expect("CL", "12.531.909-2", "null");
expect("CL", "76.086.428-5", "null");
expect("CL", "12.345.678-K", "cl_tin");
expect("MX", "VACE460910SX6", "null");
JS
node seen.js
