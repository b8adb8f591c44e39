#!/usr/bin/env bash
# PyPI crdb-fee-calculator 1.0.2: a fee of 10,000.00 shillings and its VAT of 1,800.00 cost 13,600.00 dollars.
#
# A row with "fee" in its details is a fee and one with "vat" is VAT, so "VAT on Maintenance Fee" is both: the fees are 11,800.00, the
# VAT is 1,800.00, and the total has it twice. The currency is dollars as soon as one cell of the first ten rows has "us" in it, as
# "Customer deposit" has, before any TZS is looked for; 13,600.00 shillings are some five dollars. The README says what the words
# for fees and for VAT are, and that the currency is found out by itself.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check crdb-fee-calculator==1.0.2 openpyxl==3.1.5 et-xmlfile==2.0.0 xlrd==2.0.2 pandas==2.3.3 numpy==2.3.4 python-dateutil==2.9.0.post0 pytz==2025.2 tzdata==2025.2 six==1.17.0
cat >"$work/seen.py" <<'PY'
import pathlib
import sys

import pandas
from crdbfee import CRDBFeeCalculator

def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


FEE = ["03.11.2026", "Maintenance Fee", "03.11.2026", "10,000.00", None, "490,000.00"]
VAT = ["03.11.2026", "VAT on Maintenance Fee", "03.11.2026", "1,800.00", None, "488,200.00"]


def told(*rows):
    file = pathlib.Path(sys.argv[1], "statement.xlsx")
    head = [["CRDB Bank"] + [None] * 5, ["Posting Date", "Details", "Value Date", "Debit", "Credit", "Book Balance"]]
    pandas.DataFrame([*head, *rows]).to_excel(file, header=False, index=False)
    calculator = CRDBFeeCalculator(file)
    assert calculator.load_data()
    fees, vat = calculator.calculate_fees()
    return calculator.format_amount(fees), calculator.format_amount(vat), calculator.format_amount(fees + vat)


def paid_in(details):
    return ["02.11.2026", details, "02.11.2026", None, "500,000.00", "500,000.00"]


plain = paid_in("TZS deposit")
expect("a fee", told(plain, FEE), ("10,000.00 TZS", "0.00 TZS", "10,000.00 TZS"))
expect("with its VAT", told(plain, FEE, VAT), ("11,800.00 TZS", "1,800.00 TZS", "13,600.00 TZS"))
customer = paid_in("Customer deposit TZS")
expect("of a customer", told(customer, FEE, VAT), ("11,800.00 USD", "1,800.00 USD", "13,600.00 USD"))
PY
"$work/env/bin/python" "$work/seen.py" "$work"
