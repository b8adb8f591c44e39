#!/usr/bin/env bash
# PyPI pysie-accounting 0.0.2: a Swedish ledger that is read and written again has lost its round balances, and vouchers with them.
#
# SIE, in which Swedish programs hand a ledger on, gives an amount at most two decimals and wants quotation marks around a
# field only where it holds a blank (SIE filformat, utgåva 4B). Here a balance without a decimal point is no balance, and a
# voucher whose series, number or text has no quotation marks is skipped with all its lines. Of 25000 in the bank, 1250.50
# owed by customers and -26250.50 of capital the 25000 vanish from the opening and the closing balances, the result of
# -1000 is empty, and of three vouchers two are left; no error is raised, and the file that is written has the same holes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check pysie-accounting==0.0.2 pandas==2.3.3
cat >ledger.se <<'SE'
#FLAGGA 0
#FORMAT PC8
#SIETYP 4
#ORGNR 5555555555
#FNAMN "Exempel AB"
#RAR 0 20260101 20261231
#KONTO 1510 "Kundfordringar"
#SRU 1510 7251
#KONTO 1930 "Bank"
#SRU 1930 7281
#KONTO 2081 "Aktiekapital"
#SRU 2081 7301
#KONTO 3001 "Varor"
#SRU 3001 7410
#IB 0 1510 1250.50
#IB 0 1930 25000
#IB 0 2081 -26250.50
#UB 0 1510 1250.50
#UB 0 1930 26035
#UB 0 2081 -26250.50
#RES 0 3001 -1035
#VER "A" "1" 20261115 "Varor" 20261115
{
	#TRANS 1930 {} 1000
	#TRANS 3001 {} -1000
}
#VER A 2 20261116 Varor 20261116
{
	#TRANS 1930 {} 25.00
	#TRANS 3001 {} -25.00
}
#VER "A" "3" 20261117 "Varor" 20261117
{
	#TRANS 1930 {} 10.00
	#TRANS 3001 {} -10.00
}
SE
printf 'SRU,Ink2\n7251,2.19\n7281,2.26\n7301,2.27\n7410,3.1\n' >codes.csv
cat >seen.py <<'PY'
import sys

from pysie_accounting.pysie import PySIE


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


ledger = PySIE()
ledger.open_trans("codes.csv")
ledger.open("ledger.se")
expect("opening balances read", dict(zip(ledger.dfib["Konto"], ledger.dfib["Balance"])), {1510: 1250.5, 2081: -26250.5})
expect("result read", float(ledger.sum_result()), 0.0)
ledger.write_sie4("again.se")
lines = [line.strip() for line in open("again.se")]
expect("opening balances", [line for line in lines if line.startswith("#IB")], ["#IB 0 1510 1250.50", "#IB 0 2081 -26250.50"])
expect("closing balances", [line for line in lines if line.startswith("#UB")], ["#UB 0 1510 1250.50", "#UB 0 2081 -26250.50"])
expect("result", [line for line in lines if line.startswith("#RES")], [])
expect("vouchers", [line.split()[2] for line in lines if line.startswith("#VER")], ['"1"', '"3"'])
PY
env/bin/python seen.py
