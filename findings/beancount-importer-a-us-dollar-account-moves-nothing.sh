#!/usr/bin/env bash
# beancount-importer 0.3.0 (PyPI), Royal Bank of Canada: the bank's file has
# two columns for the amount, CAD$ and USD$, and fills the one that is the
# account's currency. The importer reads the first only. For an account in US
# dollars, set up with currency="USD", every entry is read and booked with
# 0.00 USD, for the empty field is taken as zero; dates and texts are right,
# the entries balance, and the account never moves. No warning. The same file
# for the account in Canadian dollars is read well. Independent check: the
# column itself, added up with the csv module.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check beancount-importer==0.3.0 beancount==3.2.3 beangulp==0.2.0 openpyxl==3.1.5 py-pdf-parser==0.13.0 pdfminer.six==20220524 Wand==0.6.10 python-dateutil==2.9.0.post0 sh==2.4.0 titlecase==2.4.1 xlrd==2.0.2
cat >"$work/seen.py" <<'PY'
import csv, sys
from decimal import Decimal as D
from beancount_importer import RbcImporter
def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")

FILE = sys.argv[1] + "/rbc1234.csv12345.csv"
HEAD = "Account Type,Account Number,Transaction Date,Cheque Number,Description 1,Description 2,CAD$,USD$"
open(FILE, "w").write("\n".join([HEAD,
    "Chequing,00012-9991234,3/2/2026,,PAYROLL,ACME,900.00,",
    "Chequing,00012-9991234,3/5/2026,,ATM WITHDRAWAL,MAIN ST,-60.00,"]) + "\n")
def booked(currency):
    reader = RbcImporter("Assets:RBC", currency=currency, lastfour="1234")
    assert reader.identify(FILE)
    return [str(t.postings[0].units) for t in reader.extract(FILE, [])]

expect("Canadian account", booked("CAD"), ["900.00 CAD", "-60.00 CAD"])
open(FILE, "w").write("\n".join([HEAD,
    "US Chequing,00012-9991234,3/2/2026,,PAYROLL,ACME,,250.00",
    "US Chequing,00012-9991234,3/5/2026,,ATM WITHDRAWAL,MAIN ST,,-40.00"]) + "\n")
expect("sum of the column USD$", sum(D(r["USD$"]) for r in csv.DictReader(open(FILE))), D("210.00"))
expect("American account", booked("USD"), ["0.00 USD", "0.00 USD"])
PY
"$work/env/bin/python" "$work/seen.py" "$work"
