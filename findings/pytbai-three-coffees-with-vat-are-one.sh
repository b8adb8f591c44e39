#!/usr/bin/env bash
# PyPI pytbai 1.7.1: three coffees at 1.21 cost 3.63 if the price is without VAT, and 1.21 if VAT is included in it.
#
# The package makes the invoices that the Basque tax authorities demand (TicketBAI). A line has a quantity, the price of one, a
# discount in per cent and the rate of VAT. With vat_included the price is the total of the line whatever the quantity: three of
# a thing are billed as one, each at a third. The discount is no longer taken off, and the price before it is made by putting
# the same per cent on what is left: 60.50, half of 121.00, is 75.00 less 37.50 and VAT, which would be 45.38; and 108.90 is 99.00
# less 9.90, which with 21 % of VAT would be 107.81. VAT is rounded half to even: 21 % of 0.50 are 0.10, of 1.50 are 0.32, although
# both end in half a cent, which Spain's law on the euro (46/1998, article 11) rounds up.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check pytbai==1.7.1
cat >"$work/seen.py" <<'PY'
import sys
from decimal import Decimal as D

from pytbai import TBai
from pytbai.utils.xml import build_xml


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def billed(quantity, price, discount="0", **kind):
    """Price of one, discount, total of the line, total of the invoice, amount without VAT and VAT, as the invoice's XML has them."""
    maker = TBai({"subject": {"entity_id": "99999974E", "name": "EXAMPLE"},
                  "software": {"license": "L", "dev_entity": "99999974E", "soft_name": "S", "soft_version": "1"}})
    invoice = maker.create_invoice("A", 1, "Invoice", "S")
    invoice.create_line("Goods", D(quantity), D(price), D(discount), **kind)
    xml = build_xml(maker, invoice)
    names = "ImporteUnitario", "Descuento", "ImporteTotal", "ImporteTotalFactura", "BaseImponible", "CuotaImpuesto"
    return " ".join(f"{D(xml.findtext(f'.//{name}') or 0):.2f}" for name in names)


expect("3 at 1.21", billed("3", "1.21"), "1.21 0.00 4.39 4.39 3.63 0.76")
expect("3 at 1.21, VAT included", billed("3", "1.21", vat_included=True), "0.33 0.00 1.21 1.21 1.00 0.21")
expect("100 less 20 %", billed("1", "100", "20"), "100.00 20.00 96.80 96.80 80.00 16.80")
expect("108.90, 10 % off", billed("1", "108.90", "10", vat_included=True), "99.00 9.90 108.90 108.90 90.00 18.90")
expect("60.50, 50 % off", billed("1", "60.50", "50", vat_included=True), "75.00 37.50 60.50 60.50 50.00 10.50")
expect("VAT on 0.50", billed("1", "0.50"), "0.50 0.00 0.60 0.60 0.50 0.10")
expect("VAT on 1.50", billed("1", "1.50"), "1.50 0.00 1.82 1.82 1.50 0.32")
PY
"$work/env/bin/python" "$work/seen.py"
