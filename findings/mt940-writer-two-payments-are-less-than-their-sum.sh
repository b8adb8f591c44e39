#!/usr/bin/env bash
# PyPI mt940-writer 0.8: two payments of 0.125 Kuwaiti dinars are written as 0,12 each, in a statement that closes with 0,25.
#
# The package writes bank statements in SWIFT's MT940 for any currency, whose code is given with the balance. It writes each amount with two
# decimals, whatever the currency: where the unit has a thousand parts (Kuwait, Bahrain, Jordan, Tunisia, Oman) the last figure is
# rounded away, half to the even one, so that the lines do not come to the closing balance, and a payment of five fils is 0,00. The
# yen, which has no parts, has two noughts: 1500,00. SWIFT's standard for fields 60F, 61 and 62F allows as many decimals as ISO 4217 gives
# the currency: 0,125 and 1500, (a comma and nothing behind it). Euros are right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check mt940-writer==0.8
cat >"$work/seen.py" <<'PY'
import sys
from datetime import date
from decimal import Decimal

import mt940_writer as mt940


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def amounts(currency, *paid):
    day = date(2026, 11, 16)
    balance = lambda amount: mt940.Balance(Decimal(amount), day, currency)
    lines = [mt940.Transaction(day, Decimal(amount), mt940.TransactionType.transfer, "REF") for amount in paid]
    total = sum(map(Decimal, paid))
    written = str(mt940.Statement("NOV", mt940.Account("1234", "567890"), "1/1", balance(0), balance(total), lines)).splitlines()
    closing = [line[15:] for line in written if line.startswith(":62F:")]
    return [line[14:].split("NTRF")[0] for line in written if line.startswith(":61:")], closing


expect("euros", amounts("EUR", "0.10", "0.15"), (["C0,10", "C0,15"], ["0,25"]))
expect("dinars", amounts("KWD", "0.125", "0.125"), (["C0,12", "C0,12"], ["0,25"]))
expect("five fils", amounts("KWD", "0.005"), (["C0,00"], ["0,00"]))
expect("yen", amounts("JPY", "1500"), (["C1500,00"], ["1500,00"]))
PY
"$work/env/bin/python" "$work/seen.py"
