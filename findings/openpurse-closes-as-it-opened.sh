#!/usr/bin/env bash
# PyPI openpurse 0.1.14: a bank statement turned into MT940 closes with the balance it opened with, and happened today.
#
# The package reads camt.053 and writes SWIFT messages, MT940 among them (README). Of a statement of 15 November 2025 that
# opened with 1000.00 and closed with 1150.00, after 250.00 in and 100.00 out, the first balance of the document is put into
# both 60F and 62F, and every day in the MT940 is the day on which it was made: booked and valued today. The account (25)
# is a row of X. The entries with their own days are there in the message that was read. PyPI mt-940 5.1.1 reads it
# without complaint: 150.00 more came in than the balances show, in another year.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check openpurse==0.1.14 mt-940==5.1.1
cat >seen.py <<'PY'
import sys
from datetime import date

import mt940
from openpurse.parser import OpenPurseParser
from openpurse.translator import Translator


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def balance(code, amount):
    return f"""<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2025-11-15</Dt></Dt></Bal>"""


def entry(amount, side):
    return f"""<Ntry><NtryRef>{side}</NtryRef><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2025-11-15</Dt></BookgDt><ValDt><Dt>2025-11-15</Dt></ValDt><BkTxCd><Prtry><Cd>NTRF</Cd></Prtry></BkTxCd></Ntry>"""


text = f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId>
<CreDtTm>2025-11-16T06:00:00+01:00</CreDtTm></GrpHdr><Stmt><Id>S1</Id><ElctrncSeqNb>1</ElctrncSeqNb>
<CreDtTm>2025-11-16T06:00:00+01:00</CreDtTm><Acct><Id><IBAN>DE75512108001245126199</IBAN></Id><Ccy>EUR</Ccy></Acct>
{balance("OPBD", "1000.00")}{balance("CLBD", "1150.00")}{entry("250.00", "CRDT")}{entry("100.00", "DBIT")}
</Stmt></BkToCstmrStmt></Document>"""

message = OpenPurseParser(text.encode()).parse_detailed()
expect("read", [(one["amount"], one["booking_date"]) for one in message.entries], [("250.00", "2025-11-15"), ("100.00", "2025-11-15")])
before = date.today()
written = Translator.to_mt(message, "940").decode()
after = date.today()
fields = dict(line[1:].split(":", 1) for line in written.splitlines() if line.startswith(":"))
expect("balances", (fields["60F"][7:], fields["62F"][7:]), ("EUR1000,00", "EUR1000,00"))
expect("account", fields["25"], "/XXXXXXXXXXXX")
statement = mt940.parse(written)
expect("amounts elsewhere", [str(one.data["amount"].amount) for one in statement], ["250.00", "-100.00"])
expect("all of today", {one.data["date"] for one in statement} <= {before, after}, True)
PY
env/bin/python seen.py
