#!/usr/bin/env bash
# PyPI ofxstatement-iso20022 0.8.1 (with ofxstatement 0.9.3): of a bank's file with two accounts the second is in no file.
#
# A camt.053 message holds one or more statements (Stmt, 1 to unbounded in ISO 20022), and banks send a firm's accounts in one
# file each night. The first one is converted to OFX, the program says that it is done, and an account from which 100.00
# were paid is nowhere. Alone in its file the same account is refused, because it is overdrawn: the side of a balance
# (CdtDbtInd, a debit here) is not read, and 50.00 less 100.00 are not 150.00. In credit it would have been converted.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check ofxstatement-iso20022==0.8.1 ofxstatement==0.9.3
amount() { printf '<Amt Ccy="EUR">%s</Amt><CdtDbtInd>%s</CdtDbtInd>' "$1" "$2"; }
balance() { # code, amount, side
  printf '<Bal><Tp><CdOrPrtry><Cd>%s</Cd></CdOrPrtry></Tp>%s<Dt><Dt>2026-11-15</Dt></Dt></Bal>' "$1" "$(amount "$2" "$3")"
}
statement() { # account, opening, its side, line, its side, closing, its side
  printf '<Stmt><Id>%s</Id><CreDtTm>2026-11-16T06:00:00</CreDtTm><Acct><Id><IBAN>%s</IBAN></Id><Ccy>EUR</Ccy></Acct>' "$1" "$1"
  balance OPBD "$2" "$3"
  balance CLBD "$6" "$7"
  printf '<Ntry>%s<Sts>BOOK</Sts><BookgDt><Dt>2026-11-15</Dt></BookgDt><ValDt><Dt>2026-11-15</Dt></ValDt></Ntry></Stmt>' "$(amount "$4" "$5")"
}
message() {
  printf '<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>'
  printf '<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-16T06:00:00</CreDtTm></GrpHdr>%s</BkToCstmrStmt></Document>' "$1"
}
first=$(statement DE75512108001245126199 1000.00 CRDT 250.00 CRDT 1250.00 CRDT)
second=$(statement DE02120300000000202051 50.00 DBIT 100.00 DBIT 150.00 DBIT)
function expect { # what, seen, described
  echo "$1: $2"
  [ "$2" = "$3" ] || { echo "no longer as described: $3"; exit 1; }
}
function converted { # statements
  message "$1" >file.xml
  env/bin/ofxstatement convert -t iso20022 file.xml file.ofx 2>told || { grep -o 'Start balance.*' told; return; }
  tr -d '\n' <file.ofx | grep -oE '<(ACCTID|TRNAMT|BALAMT)>[^<]*' | cut -d '>' -f 2 | paste -sd ' '
}
expect 'both accounts: account, payment, balance' "$(converted "$first$second")" 'DE75512108001245126199 250.00 1250.00'
expect 'the second alone' "$(converted "$second")" \
  'Start balance (50.00) plus the total amount (-100.00) should be equal to the end balance (150.00)'
credit=$(statement DE02120300000000202051 250.00 CRDT 100.00 DBIT 150.00 CRDT)
expect 'the second alone, in credit' "$(converted "$credit")" 'DE02120300000000202051 -100.00 150.00'
