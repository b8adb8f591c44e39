#!/usr/bin/env bash
# npm bic-from-iban 1.0.0: the account DE89 3704 0044 0532 0130 00, of Commerzbank in Cologne, gets the BIC of SEB in Mülheim.
#
# "Validates IBANs and generates BICs from IBANs". Four digits of the account number, the fifth to the eighth, are looked for among
# the ids of a list of banks, one for each country. These ids are no bank codes, but the places in the list, which is sorted by name: 1 to
# 4550 in Germany, where a bank code has eight digits and 3704 is but the beginning of Cologne's. So a bank is found by chance:
# 3704th by the alphabet, the 762nd in Switzerland, the 2nd in Portugal. Above the end of the list there is none, and of Dutch, British
# or Irish accounts, whose bank code are letters, never. A payment with it goes astray or back. No error is raised.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund bic-from-iban@1.0.0 >/dev/null
cat >seen.js <<'JS'
const { getBIC, validateIBAN } = require("bic-from-iban");
const banks = (country) => require(`bic-from-iban/AllCountries/${country}.json`).list;
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
expect("DE89370400440532013000 is valid", validateIBAN("DE89370400440532013000"), true);
expect("its BIC", getBIC("DE89370400440532013000"), "ESSEDE5F362");
expect("bank 3704 of the list", banks("DE")[3703].swift_code, "ESSEDE5F362");
expect("its name and place", [banks("DE")[3703].bank, banks("DE")[3703].city], "SEB AG,MUELHEIM (RUHR)");
expect("PT50000201231234567890154", getBIC("PT50000201231234567890154"), "PRTTPTP2XXX");
expect("bank 2 of Portugal's list", banks("PT")[1].bank, "AS 'PRIVATBANK'- SUCURSAL EM PORTUGAL");
expect("NL91ABNA0417164300", getBIC("NL91ABNA0417164300"), "");
const inOrder = ["DE", "FR", "IT", "GB", "PT"].filter((country) => banks(country).every(({ id }, place) => Number(id) === place + 1));
expect("lists whose ids are 1, 2, 3 and so on", inOrder, "DE,FR,IT,GB,PT");
JS
node seen.js
