#!/usr/bin/env bash
# dinbrief 0.5.2 (PyPI) prints invoices by the German standard. Every
# percentage on them is printed without decimals, whatever it is: the Swiss
# rate of 8.1 percent is printed as "+8% VAT", the reduced 2.6 as "+3% VAT",
# the French 5.5 as "+6% VAT", and a discount of 2.5 percent as "2%
# discount". The amounts beside them are those of the true rate, so the
# invoice contradicts itself, and the rate, which by law must be on it, is
# wrong. (Inside a Django project Django does the formatting, and prints it
# in full.) Independent check: the printed net times the printed rate is not
# the printed tax; and the same by the rate that was given.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check dinbrief==0.5.2 reportlab==5.1.0 pillow==13.0.0 charset-normalizer==3.5.3
cat >"$work/seen.py" <<'PY'
import re, sys
from decimal import Decimal as D
from dinbrief.invoice import Invoice, Item, ItemTable, TotalTable
from dinbrief.template import BriefTemplate
def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")

def printed(table):
    """The texts of the table, row by row, as they go into the PDF."""
    return [" | ".join(c.text for c in row if getattr(c, "text", "")) for row in table._cellvalues]

def totals(rate):
    return printed(TotalTable(BriefTemplate(), Invoice(items=[Item(1, "Work", price=D(1000), vat_rate=D(rate))])))

expect("rate 8.1 percent", totals("0.081"), ["Sum (net) | 1000.00 €", "+8% VAT | 81.00 €", "Sum (gross) | 1081.00 €"])
expect("rate 2.6 percent", totals("0.026")[1], "+3% VAT | 26.00 €")
expect("rate 5.5 percent", totals("0.055")[1], "+6% VAT | 55.00 €")
expect("rate 19 percent", totals("0.19")[1], "+19% VAT | 190.00 €")
net = D(re.search(r"[\d.]+", totals("0.081")[0]).group())
rate, tax = (D(x) for x in re.findall(r"[\d.]+", totals("0.081")[1]))
expect("printed net times printed rate, and printed tax", (net * rate / 100, tax), (D("80.00"), D("81.00")))
lines = printed(ItemTable(BriefTemplate(), Invoice(items=[Item(1, "Work", price=D(1000), discount=D("0.025"))])))
expect("discount of 2.5 percent", lines[-1], "2% discount | –25.00 €")
PY
"$work/env/bin/python" "$work/seen.py"
