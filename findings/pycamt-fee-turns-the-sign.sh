#!/usr/bin/env bash
# pypi pycamt 1.1.1: a fee inside a payment's details turns the whole payment round.
#
# An entry that is money in (CRDT) and whose details tell the bank's fee, which is of course a debit, comes out as DBIT
# with the payment's amount: any indicator below the details is taken for the payment's own. Without the fee it is CRDT.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check pycamt==1.1.1
cat >seen.py <<'PY'
import sys
from pycamt.parser import Camt053Parser

HEAD = '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><GrpHdr><MsgId>7</MsgId>' \
    '<CreDtTm>2026-11-03T06:00:00</CreDtTm></GrpHdr><Stmt><Id>7</Id>'
TAIL = "</Stmt></BkToCstmrStmt></Document>"

def read(fee):
    entry = (
        '<Ntry><Amt Ccy="EUR">412.31</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><NtryDtls><TxDtls>'
        f'<AmtDtls><TxAmt><Amt Ccy="EUR">412.31</Amt></TxAmt></AmtDtls>{fee}</TxDtls></NtryDtls></Ntry>'
    )
    (payment,) = Camt053Parser(HEAD + entry + TAIL).get_transactions()
    return payment["CreditDebitIndicator"], payment["Amount"]

plain = read("")
charged = read('<Chrgs><Amt Ccy="EUR">0.25</Amt><CdtDbtInd>DBIT</CdtDbtInd></Chrgs>')
print("without a fee:", *plain)
print("with a fee of 0.25 told:", *charged)
if (plain, charged) != (("CRDT", "412.31"), ("DBIT", "412.31")):
    sys.exit("no longer as described")
PY
env/bin/python seen.py
