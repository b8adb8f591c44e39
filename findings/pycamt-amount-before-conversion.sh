#!/usr/bin/env bash
# pypi pycamt 1.1.1: of a payment that the bank converted, the sum before conversion is told with the currency after it.
#
# A camt.053 entry of 90.00 EUR whose details name 100.00 USD as instructed and 90.00 EUR as the transaction's own amount
# comes out as 100.00 EUR: the first amount among the details wins, and the currency stays the entry's. A deposit
# held against a marketplace's payout would then agree where it must not.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check pycamt==1.1.1
cat >seen.py <<'PY'
import sys
from pycamt.parser import Camt053Parser

def statement(details):
    return f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>1</MsgId><CreDtTm>2026-11-02T06:00:00</CreDtTm></GrpHdr><Stmt><Id>1</Id>
<Ntry><Amt Ccy="EUR">90.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>{details}</Ntry>
</Stmt></BkToCstmrStmt></Document>"""

INSTRUCTED = '<InstdAmt><Amt Ccy="USD">100.00</Amt></InstdAmt>'
OWN = '<TxAmt><Amt Ccy="EUR">90.00</Amt></TxAmt>'

def expect(what, amounts, seen_before):
    details = f"<NtryDtls><TxDtls><AmtDtls>{amounts}</AmtDtls></TxDtls></NtryDtls>" if amounts else ""
    (entry,) = Camt053Parser(statement(details)).get_transactions()
    seen = (entry["Amount"], entry["Currency"])
    print(what, seen)
    if seen != seen_before:
        print("no longer as described:", seen_before)
        sys.exit(1)

expect("entry alone:", "", ("90.00", "EUR"))
expect("with its own amount:", OWN, ("90.00", "EUR"))
expect("with the instructed amount too:", INSTRUCTED + OWN, ("100.00", "EUR"))
PY
env/bin/python seen.py
