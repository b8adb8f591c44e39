#!/usr/bin/env bash
# npm ofx-data-extractor 1.5.0: a bank statement is read only with every element on a line of its own.
#
# Line ends mean nothing in OFX, and several banks send the whole document as one line. The library makes JSON by
# replacing lines; the same statement without line ends ends in a JSON error that names neither file nor element.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund ofx-data-extractor@1.5.0 >/dev/null
cat >seen.js <<'JS'
const { Ofx } = require("ofx-data-extractor");
function expect(what, seen, as) {
  console.log(what + ": " + JSON.stringify(seen));
  if (JSON.stringify(seen) !== JSON.stringify(as)) {
    console.log("no longer as described: " + JSON.stringify(as));
    process.exitCode = 1;
  }
}

const head = ["OFXHEADER:100", "DATA:OFXSGML", "VERSION:102", "SECURITY:NONE", "ENCODING:USASCII", "CHARSET:1252",
  "COMPRESSION:NONE", "OLDFILEUID:NONE", "NEWFILEUID:NONE", "", ""].join("\n");
const elements = ["<OFX>", "<BANKMSGSRSV1>", "<STMTTRNRS>", "<TRNUID>1", "<STMTRS>", "<CURDEF>EUR", "<BANKACCTFROM>",
  "<BANKID>1", "<ACCTID>2", "<ACCTTYPE>CHECKING", "</BANKACCTFROM>", "<BANKTRANLIST>", "<DTSTART>20261101",
  "<DTEND>20261130", "<STMTTRN>", "<TRNTYPE>CREDIT", "<DTPOSTED>20261115", "<TRNAMT>10.00", "<FITID>1", "<NAME>PAYOUT",
  "</STMTTRN>", "</BANKTRANLIST>", "</STMTRS>", "</STMTTRNRS>", "</BANKMSGSRSV1>", "</OFX>"];
const read = (between) => {
  try {
    return new Ofx(head + elements.join(between)).getBankTransferList().map((one) => one.TRNAMT);
  } catch (error) {
    return error.name;
  }
};
expect("a line each", read("\n"), ["10.00"]);
expect("one line", read(""), "SyntaxError");
JS
node seen.js
