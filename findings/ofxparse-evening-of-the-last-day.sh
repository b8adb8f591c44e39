#!/usr/bin/env bash
# pypi ofxparse 0.21: what a bank posted late on the last day of October stands in November.
#
# OFX writes a moment with the bank's own offset. 31 October 21:30 in New York comes out as 1 November 01:30 with no zone
# that would say so, so that a deposit moves to the next day and over a month's end; a bank east of Greenwich loses
# the first hours of the month to the month before. Without an offset the day stays.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check ofxparse==0.21
cat >seen.py <<'PY'
import io
import sys
import warnings
from ofxparse import OfxParser

warnings.simplefilter("ignore")
HEAD = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:USASCII\nCHARSET:1252\n" \
    "COMPRESSION:NONE\nOLDFILEUID:NONE\nNEWFILEUID:NONE\n\n"

def posted(moment):
    text = HEAD + (
        "<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20261102<LANGUAGE>ENG</SONRS>"
        "</SIGNONMSGSRSV1><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS>"
        "<CURDEF>USD<BANKACCTFROM><BANKID>1<ACCTID>2<ACCTTYPE>CHECKING</BANKACCTFROM>"
        "<BANKTRANLIST><DTSTART>20261001<DTEND>20261101<STMTTRN><TRNTYPE>CREDIT"
        f"<DTPOSTED>{moment}<TRNAMT>412.31<FITID>1<NAME>PAYOUT</STMTTRN></BANKTRANLIST>"
        "<LEDGERBAL><BALAMT>412.31<DTASOF>20261031</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    )
    (transaction,) = OfxParser.parse(io.BytesIO(text.encode())).account.statement.transactions
    date = transaction.date
    return f"{date:%Y-%m-%d %H:%M} zone {date.tzinfo}"

DESCRIBED = {
    "20261031": "2026-10-31 00:00 zone None",
    "20261031213000[-4:EDT]": "2026-11-01 01:30 zone None",
    "20261101003000[+9:JST]": "2026-10-31 15:30 zone None",
}
for moment, described in DESCRIBED.items():
    seen = posted(moment)
    print(moment, "->", seen)
    if seen != described:
        sys.exit(f"no longer as described: {described}")
PY
env/bin/python seen.py
