#!/usr/bin/env bash
# ofx2qif of libofx 0.10.9 (as packaged in Debian 12): a payment of 5 November is one of 11 May, and one at half past eleven is in the next month.
#
# QIF is Quicken's format, and its dates have the month first (D6/1/94 in Intuit's description of it is 1 June 1994). ofx2qif
# "should generate QIF files that will import successfully in just about every software with QIF support", says the README of
# libofx, and writes the day first: D5/11/2026 for 5 November. Up to the 12th of a month everything is booked in another month,
# without a word, and from the 13th on there is no such date, so that the other half of a statement is refused or, where a program
# helps itself, right. The day is the one of the clock of the machine that converts: what the bank in New York posted on 30 November
# at 23:30 (its OFX says so with the hour's offset) is D1/12/2026 on a server with UTC. The balance's date on the account's line is
# turned as well.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download ofx=1:0.10.9-1 libofx7=1:0.10.9-1 libosp5=1.5.2-13+b2 >/dev/null 2>&1 ||
  { echo "this needs the package lists of Debian 12 (apt-get update)"; exit 1; }
for package in ./*.deb; do dpkg -x "$package" .; done
cat >bank.ofx <<'OFX'
OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20261130120000<LANGUAGE>ENG</SONRS></SIGNONMSGSRSV1>
<BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS><CURDEF>USD
<BANKACCTFROM><BANKID>031201360<ACCTID>111<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20261101<DTEND>20261130
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20261105120000<TRNAMT>-20.00<FITID>1<NAME>Shop</STMTTRN>
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261130233000[-5:EST]<TRNAMT>500.00<FITID>2<NAME>Customer</STMTTRN>
</BANKTRANLIST><LEDGERBAL><BALAMT>1000.00<DTASOF>20261130120000</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
OFX
converted() {
  TZ=$1 LD_LIBRARY_PATH="$PWD/usr/lib/x86_64-linux-gnu:$PWD/usr/lib" OFX_DTD_PATH="$PWD/usr/share/libofx7/libofx/dtd" \
    usr/bin/ofx2qif bank.ofx 2>/dev/null | grep -E "^($2)" | tr '\n' ' '
}
expect() {
  echo "$1: $2"
  [ "$2" = "$3" ] || { echo "no longer as described: $3"; exit 1; }
}
expect "payments, in UTC" "$(converted UTC '![T]|D[0-9]|T[-0-9]|P')" \
  "!Type:Bank D5/11/2026 T-20.00 PShop D1/12/2026 T500.00 PCustomer "
expect "their dates, in New York" "$(converted EST5 'D[0-9]')" "D5/11/2026 D30/11/2026 "
expect "the balance's date" "$(converted UTC '/')" "/30/11/2026 "
