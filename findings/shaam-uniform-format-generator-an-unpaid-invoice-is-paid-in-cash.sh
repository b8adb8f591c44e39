#!/usr/bin/env bash
# npm @accounter/shaam-uniform-format-generator 0.1.1: an invoice is paid in cash by being issued, and a file read again is that of the Placeholder Business.
#
# The package writes the Israeli tax authority's uniform files (SHAAM 1.31, INI.TXT and BKMVDATA.TXT). A document of type 305 is a tax invoice
# and no receipt (320 is both), and a record D120 tells of a payment, with 1 for cash in field 1306. Every document gets such a
# record of its whole amount in cash, invoices and credit notes (330) too: what customers still owe is in the till for the tax inspector. What
# is in stock becomes "stock out" with no opening stock and nothing taken in (M100), and an account's balance is not written: opening balance,
# debits and credits are 0 (B110), whatever the entries say. The layout has amounts as X9(12)V99, a sign and fourteen figures with an
# implied point (the package's own comments say so); what is written is "1170.00" with a point and filled up with blanks.
# parseUniformFormatFiles(), by the README "back into structured, validated JSON", gives back a Placeholder Business with tax number 000000000 and without
# documents for any file. The README's own example goes the same way.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @accounter/shaam-uniform-format-generator@0.1.1 >/dev/null
cat >seen.mjs <<'JS'
import { generateUniformFormatReport, parseB110, parseC100, parseD120, parseM100, parseUniformFormatFiles } from "@accounter/shaam-uniform-format-generator";
const expect = (what, seen, described) => {
  console.log(`${what}: ${JSON.stringify(seen)}`);
  if (JSON.stringify(seen) !== JSON.stringify(described)) throw new Error(`no longer as described: ${JSON.stringify(described)}`);
};
const reportingPeriod = { startDate: "2026-01-01", endDate: "2026-12-31" };
const { iniText, dataText } = generateUniformFormatReport({
  business: { businessId: "1", name: "Example", taxId: "123456782", reportingPeriod },
  documents: [{ id: "1", type: "305", date: "2026-11-30", amount: 1170, description: "Bolts" }],
  journalEntries: [
    { id: "1", date: "2026-11-30", amount: 1170, accountId: "1100" },
    { id: "1", date: "2026-11-30", amount: -1170, accountId: "4000" },
  ],
  accounts: [{ id: "1100", name: "Customers", type: "1", balance: 1170 }],
  inventory: [{ id: "B", name: "Bolts", quantity: 100, unitPrice: 1 }],
});
const line = (code) => dataText.split("\r\n").find((text) => text.startsWith(code));
const invoice = parseC100(line("C100"));
expect("document", [invoice.documentType, invoice.amountIncludingVat], ["305", "1170.00"]);
const payment = parseD120(line("D120"));
expect("its payment", [payment.documentType, payment.paymentMethod, payment.lineAmount], ["305", "1", "1170.00"]);
expect("an amount's field", line("D120").slice(103, 118), "1170.00        ");
const stock = parseM100(line("M100"));
expect("a hundred in stock", [stock.openingStock, stock.totalStockIn, stock.totalStockOut], ["0", "0", "100"]);
const account = parseB110(line("B110"));
expect("an account of 1170.00", [account.accountOpeningBalance, account.totalDebits, account.totalCredits], ["0", "0", "0"]);
const again = parseUniformFormatFiles(iniText, dataText);
expect("read again", [again.business.name, again.business.taxId, again.documents.length, again.journalEntries.length], ["Placeholder Business", "000000000", 0, 0]);
JS
node seen.mjs
