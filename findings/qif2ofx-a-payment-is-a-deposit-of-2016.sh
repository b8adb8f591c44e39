#!/usr/bin/env bash
# PyPI qif2ofx 0.1.0 (with python-dateutil 2.9.0.post0): what a card paid in November 2026 it received in 2016.
#
# The package turns the QIF of a credit card into OFX. Its own source quotes the format's rule that "for payments, a leading
# minus sign is required", and turns the sign of every amount: 25.00 paid are a CREDIT of 25.00, a refund of 1,000.00 is a
# DEBIT, and the balance falls where it rises. The days are read with the day before the month and the year before both:
# 16/11/26 is 26 November 2016 and 03/11/26 is 26 November 2003, and only the one whose year has four digits is in 2026,
# though the same source says "4 digits or 2 digits". The list of the lines ends, whatever stands in it, in January 2018, a
# year before it begins.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check qif2ofx==0.1.0 ofxtools==1.1.1 python-dateutil==2.9.0.post0
cat >"$work/card.qif" <<'QIF'
!Type:CCard
D03/11/26
T1,000.00
PRefund
^
D15/11/2026
T-25.00
PCourier
^
D16/11/26
T-75.00
PCourier
^
QIF
cat >"$work/seen.py" <<'PY'
import re
import sys

ofx = sys.stdin.read()


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def cells(name):
    return re.findall(f"<{name}>([^<\\[]*)", ofx)


rows = [(kind, day[:8], amount) for kind, day, amount in zip(cells("TRNTYPE"), cells("DTPOSTED"), cells("TRNAMT"))]
expect(
    "lines",
    rows,
    [("DEBIT", "20031126", "-1000.00"), ("CREDIT", "20161126", "75.00"), ("CREDIT", "20261115", "25.00")],
)
expect("balance, on 0 before", cells("BALAMT"), ["-900.00"])
expect("list", (cells("DTSTART")[0][:8], cells("DTEND")[0][:8]), ("20190101", "20180101"))
PY
"$work/env/bin/qif2ofx" --glob "$work/card.qif" --currency GBP --acctid 1 | "$work/env/bin/python" "$work/seen.py"
