#!/usr/bin/env bash
# PyPI pycoda 1.1.0: the reference RF18539007547034 of a payment is read as +++RF1/8539/00754+++ from a Belgian statement.
#
# A payment in CODA can have a structured communication. Its type is three digits: 101 is the Belgian reference of 12 digits, printed
# as +++090/9337/55493+++; 100 is the creditor reference of ISO 11649, up to 25 characters; 127 is a SEPA direct debit: its date, three
# digits, the creditor and the mandate, of 35 characters each (Febelfin, Coded statement of account, annex on structured
# communications). The first record of all of them is cut to 12 characters and printed with the pluses and slashes of 101. So the end
# of the RF reference is lost, by which an invoice could have been found, and a direct debit is the reference +++161/1261/10BE6+++
# and the end of its mandate: the creditor and the beginning are nowhere. The type that would tell is kept, the text is not.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check pycoda==1.1.0
cat >"$work/seen.py" <<'PY'
import sys

from coda.parser import Parser


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def amount(cents):
    return f"{cents * 10:015d}"


def line(*parts):
    text = ""
    for at, part in parts:
        text = text.ljust(at) + part
    return text.ljust(128)


ACCOUNT = "BE68539007547034".ljust(34) + "EUR"


def read(kind, text, sign="0"):
    closing, debits, credits = (98750, 1250, 0) if sign == "1" else (101250, 0, 1250)
    movement = [(0, "2100010000"), (10, "REF1"), (31, sign + amount(1250)), (47, "161126"), (53, "00501000" if kind == "127" else "00150000")]
    more = [line((0, "2200010000"), (10, text[50:103]), (125, "0 0"))] if text[50:] else []
    file = [
        line((0, "00000"), (5, "161126"), (11, "725"), (14, "05"), (24, "00000001"), (34, "EXAMPLE"), (60, "KREDBEBB"), (71, "0" * 11), (127, "2")),
        line((0, "12001"), (5, ACCOUNT), (42, "0" + amount(100000)), (58, "151126"), (64, "EXAMPLE"), (125, "001")),
        line(*movement, (61, "1" + kind + text[:50]), (115, "161126"), (121, "0010"), (125, "1 0" if more else "0 0")),
        *more,
        line((0, "8001"), (4, ACCOUNT), (41, "0" + amount(closing)), (57, "161126"), (127, "0")),
        line((0, "9"), (16, f"{3 + len(more):06d}"), (22, amount(debits)), (37, amount(credits)), (127, "2")),
    ]
    (statement,) = Parser().parse("\n".join(file).encode("windows-1252"))
    (move,) = statement.movements
    return move.transaction_amount, move.communication_type, move.communication


direct_debit = "161126" + "110" + "BE68ZZZ0123456789".ljust(35) + "MANDATE-2026-0815".ljust(35) + "BILL 4711"

expect("Belgian", read("101", "090933755493"), (12.5, "101", "+++090/9337/55493+++"))
expect("RF18539007547034", read("100", "RF18539007547034"), (12.5, "100", "+++RF1/8539/00754+++"))
expect("RF87INVOICE20260001", read("100", "RF87INVOICE20260001"), (12.5, "100", "+++RF8/7INV/OICE2+++"))
expect("direct debit", read("127", direct_debit, "1"), (12.5, "127", "+++161/1261/10BE6+++ E-2026-0815 BILL 4711"))
PY
"$work/env/bin/python" "$work/seen.py"
