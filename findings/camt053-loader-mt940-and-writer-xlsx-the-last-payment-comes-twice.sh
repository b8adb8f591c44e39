#!/usr/bin/env bash
# PyPI camt053-loader-mt940 0.0.23 with camt053-writer-xlsx 0.0.23: what a customer paid last came twice, once the bank adds a remark.
#
# The loader turns MT940 into the model of camt.053, and the writer puts that into a workbook, whose entries are "flat, so pivot tables
# and accounting macros work directly". In MT940 field 86 after a line (61) belongs to the line, and one behind the closing balance (62F)
# to the whole statement, such as a new rate of interest. The loader hangs it on the last payment as a second detail, and the writer has
# a row for each detail, each with the whole amount: 500.00 that came are 1000.00, and 1000.00 less 200.00 with them no longer the
# 1300.00 with which the statement closes. Without the remark the sums agree. The rows have no currency either, which MT940 tells
# with the balances alone.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check \
  camt053==0.0.23 camt053-loader-mt940==0.0.23 camt053-writer-xlsx==0.0.23 openpyxl==3.1.5
cat >"$work/seen.py" <<'PY'
import sys
from decimal import Decimal

from camt053_loader_mt940 import parse_mt940
from camt053_writer_xlsx import write_xlsx
from openpyxl import load_workbook

STATEMENT = """:20:NOVEMBER
:25:INGBNL2A/NL91ABNA0417164300
:28C:11/1
:60F:C261101EUR1000,00
:61:2611151115D200,00NTRFRENT-11//BANK1
:86:Rent
:61:2611201120C500,00NTRFINV-77//BANK2
:86:Invoice 77
:62F:C261130EUR1300,00
"""
REMARK = ":86:From December on we pay 1,5 percent\n"


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def read(text):
    write_xlsx(parse_mt940(text), sys.argv[1])
    book = load_workbook(sys.argv[1])
    head, *rows = book["Entries"].iter_rows(values_only=True)
    entries = [dict(zip(head, row)) for row in rows]
    opening, closing = (Decimal(row[2]) for row in book["Balances"].iter_rows(min_row=2, values_only=True))
    moved = sum(Decimal(e["amount"]) * (1 if e["credit_debit_indicator"] == "CRDT" else -1) for e in entries)
    lines = [" ".join(str(e[name]) for name in ("entry_reference", "amount", "currency", "credit_debit_indicator")) for e in entries]
    return lines, f"{opening} + {moved} = {opening + moved}, closes with {closing}"


rent, customer = "RENT-11 200.00 None DBIT", "INV-77 500.00 None CRDT"
expect("statement", read(STATEMENT), ([rent, customer], "1000.00 + 300.00 = 1300.00, closes with 1300.00"))
expect("with a remark", read(STATEMENT + REMARK), ([rent, customer, customer], "1000.00 + 800.00 = 1800.00, closes with 1300.00"))
PY
"$work/env/bin/python" "$work/seen.py" "$work/statement.xlsx"
