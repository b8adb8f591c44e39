#!/usr/bin/env bash
# npm sepa-xml 0.6.0 (with iban 0.0.14): a payment to ING in Romania goes to ING in the Netherlands, and one to Ireland too.
#
# The README says that a payee's BIC is "optional can be auto-found". It is looked up by the four letters that name the bank
# in the IBAN, in a list of Dutch banks, and whose country the IBAN is of is not asked. Romanian, Bulgarian and Irish IBANs
# have such letters as well (ISO 13616, IBAN registry), and banks with houses in several countries have the same ones in
# all: ING, Citibank and Bank of America abroad all get the BIC of their Dutch house, where there is no such account. The
# country stands in the fifth and sixth place of a BIC (ISO 9362) and would have told. And a Dutch IBAN in groups of four,
# as the README's own example has it, finds no BIC and keeps its blanks in the XML, which the schema of pain.001 does not
# allow.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund sepa-xml@0.6.0 iban@0.0.14 >/dev/null
cat >seen.js <<'JS'
const IBAN = require("iban");
const SepaXML = require("sepa-xml");
const expect = (what, seen, described) => {
  console.log(`${what}: ${JSON.stringify(seen)}`);
  if (JSON.stringify(seen) !== JSON.stringify(described)) throw new Error(`no longer as described: ${JSON.stringify(described)}`);
};
const payee = (what, iban, described) => {
  const file = new SepaXML();
  file.setHeaderInfo({ messageId: "1", initiator: "Example" });
  file.setPaymentInfo({ id: "1", method: "TRF", senderName: "Example", senderIBAN: "NL39RABO0300065264", bic: "RABONL2U" });
  file.addTransaction({ id: "1", amount: "100.00", name: "Payee", iban, description: "Invoice 1" });
  file.compile((error, xml) => {
    if (error) throw error;
    const payment = xml.slice(xml.indexOf("<CdtTrfTxInf>"));
    expect(what, ["BIC", "IBAN"].map((name) => (payment.match(`<${name}>(.*)</${name}>`) || [])[1] ?? null), described);
  });
};
const romania = IBAN.fromBBAN("RO", "INGB0000000012345678");
const bulgaria = IBAN.fromBBAN("BG", "INGB91451012345678");
const ireland = IBAN.fromBBAN("IE", "CITI99005112345678");
const dublin = IBAN.fromBBAN("IE", "BOFA99006112345678");
expect("valid", [romania, bulgaria, ireland, dublin].map(IBAN.isValid), [true, true, true, true]);
payee("the Netherlands", "NL20INGB0001234567", ["INGBNL2A", "NL20INGB0001234567"]);
payee("Romania", romania, ["INGBNL2A", romania]);
payee("Bulgaria", bulgaria, ["INGBNL2A", bulgaria]);
payee("Ireland", ireland, ["CITINL2X", ireland]);
payee("Ireland again", dublin, ["BOFANLNX", dublin]);
payee("in groups of four", "NL39 RABO 0300 0652 64", [null, "NL39 RABO 0300 0652 64"]);
JS
node seen.js
