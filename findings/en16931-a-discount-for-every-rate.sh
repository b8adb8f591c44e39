#!/usr/bin/env bash
# PyPI en16931 0.2: on an invoice with two VAT rates a discount of 100.00 is taken off twice, and one of 1.5 % is 1 %.
#
# EN 16931 breaks the VAT of an invoice down by rate, and the taxable amounts of the breakdown add up to the total without
# VAT (BR-S-08: each is its lines less the allowances at that rate). This package takes the whole document's discount off
# each rate: 1000.00 at 21 % and 500.00 at 10 % less 100.00 are 1400.00 without VAT, by rate 900.00 and 400.00, and the VAT
# is 229.00, 10.00 less than by any way to split the discount. With one rate nothing shows. A charge is added to each rate
# in the same way. The discount in percent is kept as a fraction with two decimals: 1.5 % are 1 % and 15.00 of 1500.00, 2.5
# % are 3 %, 12.5 % are 12 %.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check en16931==0.2
cat >"$work/seen.py" <<'PY'
import re
import sys

from en16931 import Entity, Invoice, InvoiceLine


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def party(name, number):
    return Entity(
        name=name, registration_name=name, tax_scheme="VAT", tax_scheme_id=number, party_legal_entity_id=number,
        country="ES", mail="books@example.com", endpoint=number, endpoint_scheme="ES:VAT", address="Example 1",
        postalzone="08080", city="Barcelona",
    )


def invoice(*lines):
    made = Invoice(invoice_id="1", currency="EUR")
    made.seller_party, made.buyer_party = party("Seller", "ES34626691F"), party("Buyer", "ES76281415Y")
    made.issue_date, made.due_date = "2026-11-15", "2026-12-15"
    made.add_lines_from(
        InvoiceLine(
            quantity=1, unit_code="EA", price=price, item_name="Goods", currency="EUR", tax_percent=rate, tax_category="S"
        )
        for price, rate in lines
    )
    return made


def amounts(made, name):
    return re.findall(f"<cbc:{name}[^>]*>([^<]*)", made.to_xml())


one = invoice((1000, 0.21))
one.discount_amount = 100
expect("one rate", (amounts(one, "TaxExclusiveAmount"), amounts(one, "TaxableAmount")), (["900.00"], ["900.00"]))

two = invoice((1000, 0.21), (500, 0.10))
two.discount_amount = 100
expect("without VAT", amounts(two, "TaxExclusiveAmount"), ["1400.00"])
expect("by rate", sorted(amounts(two, "TaxableAmount")), ["400.00", "900.00"])
expect("VAT and payable", (amounts(two, "TaxAmount")[0], amounts(two, "PayableAmount")), ("229.00", ["1629.00"]))

charged = invoice((1000, 0.21), (500, 0.10))
charged.charge_amount = 100
expect("charged", (amounts(charged, "TaxExclusiveAmount"), sorted(amounts(charged, "TaxableAmount"))), (["1600.00"], ["1100.00", "600.00"]))


def discount(percent):
    made = invoice((1500, 0.21))
    made.discount_percent = percent
    return str(made.discount_amount)


expect("1.5, 2.5 and 12.5 %", [discount(percent) for percent in (1.5, 2.5, 12.5)], ["15.00", "45.00", "180.00"])
PY
"$work/env/bin/python" "$work/seen.py"
