#!/usr/bin/env bash
# npm broleto 0.0.12: a Brazilian bill that is due on 15 November 2026 was due in 2002 and owes three times its amount in interest.
#
# A boleto tells its due day as four digits, the days since 7 October 1997. They ended with 9999 on 21 February 2025, and
# FEBRABAN let them begin anew with 1000 on the next day. The package still counts from 1997: every bill of the last years
# is valid, with the right bank and amount, and is due between 2000 and 2025. expired() is true of a bill that is due in
# twenty years, the fine of 2 % is charged before the day, and with its own count of days the interest of 1 % a month on
# 1000.00 is above 3000.00. A second package, @mrmgomes/boleto-utils 1.3.3, tells the new day beside the old one.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund broleto@0.0.12 @mrmgomes/boleto-utils@1.3.3 >/dev/null
cat >seen.js <<'JS'
const { Boleto } = require("broleto");
const { validarBoleto } = require("@mrmgomes/boleto-utils");
const expect = (what, seen, described) => {
  console.log(`${what}: ${JSON.stringify(seen)}`);
  if (JSON.stringify(seen) !== JSON.stringify(described)) throw new Error(`no longer as described: ${JSON.stringify(described)}`);
};
const day = (date) => new Date(date).toISOString().slice(0, 10);

const last = "34191234546789012345767890123457199990000100000";
expect("factor 9999", day(new Boleto(last).expirationDate()), "2025-02-21");
const first = "34191234546789012345767890123457710000000100000";
expect("factor 1000", day(new Boleto(first).expirationDate()), "2000-07-03");

const november = "34191234546789012345767890123457816310000100000";
const bill = new Boleto(november);
expect("factor 1631", [bill.valid(), bill.banks(), bill.amount()], [true, "ITAÚ UNIBANCO S.A.", 1000]);
expect("due", day(bill.expirationDate()), "2002-03-26");
console.log(`interest of 1 % a month: ${bill.interest(1)}`);
if (!(bill.interest(1) > 3000)) throw new Error("no longer as described: above 3000");
const second = validarBoleto(november);
expect("the second package", [day(second.vencimento), day(second.vencimentoComNovoFator2025)], ["2002-03-26", "2026-11-15"]);
const january2047 = new Boleto("34191234546789012345767890123457990000000100000");
expect("due in 2047", [day(january2047.expirationDate()), january2047.expired(), january2047.fines(2)], ["2022-05-29", true, 20]);
JS
node seen.js
