#!/usr/bin/env bash
# npm iso20022.js 0.0.15: no entry of a bank statement is ever a reversal, and 4.35 euros are 434.99999999999994 cents.
#
# An entry of camt.053 that takes another one back says so with RvslInd, and the reader has a field for it, "indicates if the
# entry is a reversal". The XML parser below makes true of "true", the reader compares that with the text, and so the
# field is false always: a debit that bounced back is money that somebody paid in. Amounts come in
# minor units, which are a float multiplied by 100 for every currency: 4.35 is 434.99999999999994, 1500 yen are 150000 and 1.234
# dinars of Kuwait 123.4 (ISO 4217 has none and three decimals). And an account that begins with noughts has lost them.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund iso20022.js@0.0.15 >/dev/null
cat >seen.mjs <<'JS'
import { CashManagementEndOfDayReport } from "iso20022.js";
const expect = (what, seen, described) => {
  console.log(`${what}: ${JSON.stringify(seen)}`);
  if (JSON.stringify(seen) !== JSON.stringify(described)) throw new Error(`no longer as described: ${JSON.stringify(described)}`);
};
const entry = (currency, amount, reversal) =>
  `<Ntry><NtryRef>1</NtryRef><Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>${reversal}<Sts>BOOK</Sts>` +
  "<BookgDt><Dt>2026-11-16</Dt></BookgDt><BkTxCd><Prtry><Cd>NTRF</Cd></Prtry></BkTxCd></Ntry>";
const balance = (code) =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>` +
  "<Dt><Dt>2026-11-16</Dt></Dt></Bal>";
function read(entries) {
  const report = CashManagementEndOfDayReport.fromXML(
    '<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><GrpHdr>' +
    "<MsgId>M1</MsgId><CreDtTm>2026-11-16T06:00:00Z</CreDtTm></GrpHdr><Stmt><Id>S1</Id><ElctrncSeqNb>1</ElctrncSeqNb>" +
    "<CreDtTm>2026-11-16T06:00:00Z</CreDtTm><Acct><Id><Othr><Id>0012345678</Id></Othr></Id><Ccy>EUR</Ccy>" +
    `<Svcr><FinInstnId><BIC>AAAABBCC</BIC></FinInstnId></Svcr></Acct>${balance("OPBD")}${balance("CLBD")}${entries}` +
    "</Stmt></BkToCstmrStmt></Document>");
  return report.statements[0];
}
for (const mark of ["", "<RvslInd>false</RvslInd>", "<RvslInd>true</RvslInd>", "<RvslInd>1</RvslInd>"])
  expect(mark || "no mark", read(entry("EUR", "10.00", mark)).entries[0].reversal, false);
const amounts = read(entry("EUR", "4.35", "") + entry("JPY", "1500", "") + entry("KWD", "1.234", "")).entries.map((one) => one.amount);
expect("4.35 euros, 1500 yen, 1.234 dinars", amounts, [434.99999999999994, 150000, 123.4]);
expect("account", read("").account.accountNumber, "12345678");
JS
node seen.mjs
