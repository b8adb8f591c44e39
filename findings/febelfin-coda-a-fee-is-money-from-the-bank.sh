#!/usr/bin/env bash
# PyPI febelfin-coda 0.5.0: a fee of 12.50 in a Belgian bank statement is money from the bank, and a gross credit is money to it.
#
# A statement in CODA details what a payment is made of, such as fees, in information records of type 006: 30 characters of text, the
# currency, 15 digits, the sign (1 is a debit) and three digits for the category (Febelfin, Coded statement of account, annex on
# structured communications). The sign is taken from the place behind its own, which is the first digit of the category and is
# read as that too. All categories below 100 begin with a nought: fees (006) and VAT (011) that the bank debits are credits,
# and the gross amount (100) that it credits is a debit.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check febelfin-coda==0.5.0
cat >"$work/seen.py" <<'PY'
import io
import sys

from coda import CODA


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


def statement(sign, category):
    closing, debits, credits = (98750, 1250, 0) if sign == "1" else (101250, 0, 1250)
    detail = "006" + "DETAIL".ljust(30) + "EUR" + amount(1250) + sign + category
    return [
        line((0, "00000"), (5, "161126"), (11, "725"), (14, "05"), (24, "00000001"), (34, "EXAMPLE"), (60, "KREDBEBB"), (71, "0" * 11), (127, "2")),
        line((0, "12001"), (5, ACCOUNT), (42, "0" + amount(100000)), (58, "151126"), (64, "EXAMPLE"), (125, "001")),
        line((0, "2100010000"), (10, "REF1"), (31, sign + amount(1250)), (47, "161126"), (53, "080370000"), (115, "161126"), (121, "0010"), (125, "0 1")),
        line((0, "3100010001"), (10, "REF1"), (31, "080370001"), (40, detail), (125, "0 0")),
        line((0, "8001"), (4, ACCOUNT), (41, "0" + amount(closing)), (57, "161126"), (127, "0")),
        line((0, "9"), (16, "000004"), (22, amount(debits)), (37, amount(credits)), (127, "2")),
    ]


def detail(sign, category):
    read = CODA(io.StringIO("\n".join(statement(sign, category)))).statements[0]
    (information,) = [one for several in read.informations.values() for one in several]
    return str(read.moves[0].amount), str(information.amount), information.category


expect("a fee, debited", detail("1", "006"), ("-12.5", "12.5", "006"))
expect("VAT, debited", detail("1", "011"), ("-12.5", "12.5", "011"))
expect("a gross amount, credited", detail("0", "100"), ("12.5", "-12.5", "100"))
PY
"$work/env/bin/python" "$work/seen.py"
