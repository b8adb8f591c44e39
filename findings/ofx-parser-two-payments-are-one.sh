#!/usr/bin/env bash
# npm ofx-parser 1.0.1: a bank statement of two payments, read and written again, has one with two dates, amounts and numbers.
#
# The package reads OFX and writes it (parse and serialize). What occurs more than once, such as the transactions of a statement
# (STMTTRN in BANKTRANLIST), is read as a list. A list is written as one element that contains what all of its members have,
# one after the other, where OFX has an element for each. So the statement written has one transaction, with TRNTYPE, DTPOSTED,
# TRNAMT and FITID twice, which no transaction has in OFX. Read once more, even by the package itself, there is one
# transaction: its amount is a list of two. A statement with two accounts (STMTTRNRS) becomes one account alike. The header of OFX 2,
# which is a processing instruction, is not read and so not written.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund ofx-parser@1.0.1 >/dev/null
cat >seen.js <<'JS'
const { parse, serialize } = require("ofx-parser");
const expect = (what, seen, described) => {
  console.log(`${what}: ${JSON.stringify(seen)}`);
  if (JSON.stringify(seen) !== JSON.stringify(described)) throw new Error(`no longer as described: ${JSON.stringify(described)}`);
};
const payment = (number, amount) =>
  `<STMTTRN><TRNTYPE>DEBIT</TRNTYPE><DTPOSTED>2026110${number}</DTPOSTED><TRNAMT>${amount}</TRNAMT>` +
  `<FITID>${number}</FITID><NAME>SHOP ${number}</NAME></STMTTRN>`;
const account = (id, payments) =>
  `<STMTTRNRS><TRNUID>${id}</TRNUID><STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS><STMTRS><CURDEF>USD</CURDEF>` +
  `<BANKACCTFROM><BANKID>1</BANKID><ACCTID>${id}</ACCTID><ACCTTYPE>CHECKING</ACCTTYPE></BANKACCTFROM>` +
  `<BANKTRANLIST><DTSTART>20261101</DTSTART><DTEND>20261130</DTEND>${payments}</BANKTRANLIST>` +
  `<LEDGERBAL><BALAMT>100.00</BALAMT><DTASOF>20261130</DTASOF></LEDGERBAL></STMTRS></STMTTRNRS>`;
const statement = (accounts, header = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:160\n\n") => `${header}<OFX><BANKMSGSRSV1>${accounts}</BANKMSGSRSV1></OFX>`;
const count = (text, tag) => text.split(`<${tag}>`).length - 1;
const again = async (text) => {
  const { header, OFX } = await parse(text);
  const written = serialize(header, OFX);
  const read = (await parse(written)).OFX.BANKMSGSRSV1.STMTTRNRS;
  return [written, read];
};
(async () => {
  const one = statement(account("A", payment(1, "-10.00")));
  let [written, read] = await again(one);
  expect("one payment", [count(written, "STMTTRN"), count(written, "TRNAMT"), read.STMTRS.BANKTRANLIST.STMTTRN.TRNAMT.trim()], [1, 1, "-10.00"]);
  const two = statement(account("A", payment(1, "-10.00") + payment(2, "-20.00")));
  const list = (await parse(two)).OFX.BANKMSGSRSV1.STMTTRNRS.STMTRS.BANKTRANLIST.STMTTRN;
  expect("two payments, read", list.map((payment) => payment.TRNAMT), ["-10.00", "-20.00"]);
  [written, read] = await again(two);
  expect("two payments, written", [count(written, "STMTTRN"), count(written, "TRNAMT")], [1, 2]);
  const { TRNAMT, FITID } = read.STMTRS.BANKTRANLIST.STMTTRN;
  expect("two payments, read again", [TRNAMT, FITID].map((both) => both.map((text) => text.trim())), [["-10.00", "-20.00"], ["1", "2"]]);
  [written] = await again(statement(account("A", payment(1, "-10.00")) + account("B", payment(2, "-20.00"))));
  expect("two accounts, written", [count(written, "STMTTRNRS"), count(written, "ACCTID")], [1, 2]);
  [written] = await again(statement(account("A", payment(1, "-10.00")), '<?xml version="1.0"?>\n<?OFX OFXHEADER="200" VERSION="220" SECURITY="NONE"?>\n'));
  expect("header of OFX 2, written", written.trim().split("\n")[0].slice(0, 5), "<OFX>");
})();
JS
node seen.js
