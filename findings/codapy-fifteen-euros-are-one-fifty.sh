#!/usr/bin/env bash
# PyPI codapy 0.3.28: a payment of 15.00 euros stands in the bank statement as 1.50, and one of 1500 as 1.50 too.
#
# The package reads and writes CODA, the statement of Belgian banks, whose amounts have 15 digits of which three are decimals
# (Febelfin, Coded statement of account). What is written are the digits of the Decimal as they are, and where its point is is
# not asked: 15.000 is right, 15.00 a tenth, 15 a thousandth, and 15.0000 ten times as much. Read back by the package
# itself they are four amounts, though the four are equal. Balances and totals go the same way, so a statement from 1000.00 to
# 1015.00 goes from 100.00 to 101.50.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check codapy==0.3.28 six==1.17.0
cat >"$work/seen.py" <<'PY'
import sys
from datetime import date
from decimal import Decimal

from pycoda.codafile import CodaFile
from pycoda.records import NewBalanceRecord, OldBalanceRecord, TransactionRecord


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def written_and_read(record):
    text = CodaFile([record]).dumps()
    assert len(text) == 128, len(text)
    again = CodaFile()
    again.loads(text)
    return again.records[0]


def payment(amount):
    day = date(2026, 11, 16)
    record = TransactionRecord(
        serial_number=1, detail_number=0, balance_sign=0, balance=amount, balance_date=day, transaction_code=150000, booking_date=day
    )
    return str(written_and_read(record).balance)


expect("15.000", payment(Decimal("15.000")), "15.000")
expect("15.00", payment(Decimal("15.00")), "1.500")
expect("15", payment(Decimal("15")), "0.015")
expect("15.0000", payment(Decimal("15.0000")), "150.000")
expect("1500", payment(Decimal("1500")), "1.500")
opened = OldBalanceRecord(old_balance=Decimal("1000.00"), balance_date=date(2026, 11, 15))
closed = NewBalanceRecord(new_balance=Decimal("1015.00"), balance_date=date(2026, 11, 16))
expect("from 1000.00", str(written_and_read(opened).old_balance), "100.000")
expect("to 1015.00", str(written_and_read(closed).new_balance), "101.500")
PY
"$work/env/bin/python" "$work/seen.py"
