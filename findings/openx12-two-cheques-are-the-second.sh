#!/usr/bin/env bash
# PyPI openx12 0.2.1: of two payments of 500.00 and 300.00 in one advice 300.00 came, on the day on which the file was made.
#
# A remittance advice (X12 835) may hold several payments in one file, each a transaction set of its own from ST to SE, with the sum
# and the direction in BPR02 and BPR03, the way in BPR04 and the day of the payment in BPR16 (005010X221). The package keeps
# one: its payment_amount and its number are those of the last, while the claims of all are there, 800.00 paid. A payment that is
# taken back (D) is as much as one that came (C). The payment_date is the day in the file's envelope (ISA09), the way is the
# handling code (BPR01), and the day of a service never comes out: it is sought in the third element of DTM, and is the second.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check openx12==0.2.1
cat >"$work/seen.py" <<'PY'
import sys

from openx12 import x835


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def advice(number, way, charged, paid):
    body = [
        f"BPR*I*{paid}*{way}*ACH*CCP*01*021000021*DA*1234*1512345678**01*021000021*DA*5678*20261118",
        f"TRN*1*TRACE{number}*1512345678",
        "DTM*405*20261117",
        "N1*PR*EXAMPLE PAYER",
        "N1*PE*EXAMPLE CLINIC*XX*1234567893",
        "LX*1",
        f"CLP*CLAIM{number}*1*{charged}*{paid}**12*PAYER{number}",
        f"SVC*HC:99213*{charged}*{paid}",
        "DTM*472*20261102",
    ]
    return [f"ST*835*000{number}", *body, f"SE*{len(body) + 2}*000{number}"]


def read(*advices):
    head = "ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         *261114*0930*^*00501*000000001*0*P*:"
    lines = [head, "GS*HP*PAYER*CLINIC*20261114*0930*1*X*005010X221A1", *(line for one in advices for line in one)]
    return x835.parse("~\n".join([*lines, f"GE*{len(advices)}*1", "IEA*1*000000001"]) + "~")


first, second = ("C", "600.00", "500.00"), ("C", "350.00", "300.00")
both = read(advice(1, *first), advice(2, *second)).summary()
expect("both, paid by claims", both["total_paid"], 800.0)
expect("both, payment", (both["payment_amount"], both["check_number"]), (300.0, "TRACE2"))
one = read(advice(1, *first))
expect("one, day and way", (one.summary()["payment_date"], one.payment_method), ("261114", "I"))
expect("one, days of its service", [key for key in one.claims[0]["services"][0] if "date" in key], [])
back = read(advice(1, "D", "600.00", "500.00"))
expect("taken back", back.payment_amount, 500.0)
PY
"$work/env/bin/python" "$work/seen.py"
