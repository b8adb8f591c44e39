#!/usr/bin/env bash
# The crate camt053 0.2.0: a bank statement in francs is one in euros after it was converted to MT940.
#
# The program turns camt.053 into MT940 "for use in legacy banking software". The currency of the amounts (the attribute
# Ccy of ISO 20022) is read and not kept, and both balances, which is where an MT940 names the currency of all its amounts,
# get EUR. 250.00 francs that came in are 250.00 euros to whoever reads the file (PyPI mt-940 5.1.1 here), with balances
# that add up. Field 28C, the number of the statement, which is mandatory in SWIFT's MT940, is left out.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
CARGO_PROFILE_RELEASE_OPT_LEVEL=0 cargo install --quiet --locked --root "$work" --target-dir "$work/target" camt053@0.2.0 2>/dev/null
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check mt-940==5.1.1
balance() {
  printf '<Bal><Tp><CdOrPrtry><Cd>%s</Cd></CdOrPrtry></Tp><Amt Ccy="CHF">%s</Amt><CdtDbtInd>CRDT</CdtDbtInd>' "$1" "$2"
  printf '<Dt><Dt>2026-11-15</Dt></Dt></Bal>'
}
cat >statement.xml <<XML
<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-16T06:00:00+01:00</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><ElctrncSeqNb>1</ElctrncSeqNb><CreDtTm>2026-11-16T06:00:00+01:00</CreDtTm>
<Acct><Id><IBAN>CH9300762011623852957</IBAN></Id><Ccy>CHF</Ccy></Acct>
$(balance OPBD 1000.00)
$(balance CLBD 1250.00)
<Ntry><Amt Ccy="CHF">250.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2026-11-15</Dt></BookgDt><ValDt><Dt>2026-11-15</Dt></ValDt>
<BkTxCd><Prtry><Cd>NTRF</Cd></Prtry></BkTxCd>
<NtryDtls><TxDtls><RmtInf><Ustrd>Payout</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>
XML
bin/camt053 --mt940 statement.xml >/dev/null
mv ./*.940 statement.940
cat statement.940
cat >seen.py <<'PY'
import sys

import mt940


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


text = open("statement.940").read()
fields = [line.split(":")[1] for line in text.splitlines() if line.startswith(":")]
expect("fields", fields, ["20", "25", "60F", "61", "86", "62F"])
expect("francs", text.count("CHF"), 0)
read = mt940.parse(text)
expect("closing balance", str(read.data["final_closing_balance"].amount), "1250.00 EUR")
expect("payment", str(read.transactions[0].data["amount"]), "250.00 EUR")
PY
env/bin/python seen.py
