#!/usr/bin/env bash
# PyPI erechnung 0.3.0 (with factur-x 7.8): two discounts on a line of 200.00 are 30.00 in the XML, and 29.00 are taken off.
#
# In the embedded XML of the ZUGFeRD file each discount of a line is worked out from quantity times price: 10 % and 5 % of 200.00 are
# 20.00 and 10.00. The net amount of the line takes the second from what the first has left, 171.00. EN 16931 has the net amount of a line as
# quantity times price less the allowances (BT-131; PEPPOL-EN16931-R120, which XRechnung takes over), so that whoever adds up
# the invoice is short of one euro and a validator refuses it.
# A discount on the whole invoice is rounded to even where it is written and half up where it's summed: ten percent of one line
# of 100.25 are 10.02 (BT-92), the sum of this one discount is 10.03 (BT-107; BR-CO-11 wants the same), the VAT is on 90.23 while the total without VAT is
# 90.22, and the cent in between is made good by a rounding amount (BT-114) that nobody asked for, so that 107.35 are to be paid. A
# price of 0.12345 is written as 0.1234: a hundred thousand of them are 12,340.00 in the XML, and 12,345.00 are charged.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps --no-compile erechnung==0.3.0 factur-x==7.8 lxml==6.1.3 pikepdf==10.18.0 pillow==13.0.0 \
  pypdf==7.1.1 reportlab==5.1.0 packaging==26.4 charset-normalizer==3.5.3 requests==2.34.2 urllib3==2.8.0 idna==3.20 certifi==2026.10.19.post1 iso4217==1.16.20260101 python-stdnum==2.2
cat >"$work/seen.py" <<'PY'
import pathlib
import sys
from datetime import date
from decimal import Decimal

import facturx
from erechnung import Customer, Invoice, LineItem, Seller
from erechnung.models import CustomerType, Discount
from lxml import etree


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def told(line, *discounts):
    file = pathlib.Path(sys.argv[1], "invoice.pdf")
    file.unlink(missing_ok=True)
    Invoice(
        seller=Seller("Example", "Example street", "1", "00000", "Example", vat_id="DE123456788", tax_number="000/000/00000", iban="DE89370400440532013000", bic="COBADEFFXXX"),
        customer=Customer(company="Buyer", street="Example street", house_number="2", postal_code="00000", city="Example", customer_type=CustomerType.B2B),
        line_items=[line],
        discounts=list(discounts),
        invoice_number="1",
        issue_date=date(2026, 11, 30),
        service_date=date(2026, 11, 30),
        due_date=date(2026, 12, 30),
    ).zugferd_file(str(file))
    _, xml = facturx.get_xml_from_pdf(file.read_bytes(), check_xsd=False)
    root = etree.fromstring(xml)

    def values(path):
        return " ".join(root.xpath("//" + "/".join(f"*[local-name()='{name}']" for name in path.split("/")) + "/text()"))

    return values


both = told(
    LineItem("Bolts", Decimal("1"), Decimal("200.00")),
    Discount("line", Decimal("10"), line_no=1, reason="Customer"),
    Discount("line", Decimal("5"), line_no=1, reason="Autumn"),
)
line = "SpecifiedLineTradeSettlement"
expect("discounts of the line", both(f"{line}/SpecifiedTradeAllowanceCharge/ActualAmount"), "20.00 10.00")
expect("net amount of the line", both(f"{line}/SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount"), "171.00")

whole = told(LineItem("Bolts", Decimal("1"), Decimal("100.25")), Discount("invoice", Decimal("10"), tax_rate=Decimal("19"), reason="Autumn"))
head, total = "ApplicableHeaderTradeSettlement", "SpecifiedTradeSettlementHeaderMonetarySummation"
expect("discount of the invoice", whole(f"{head}/SpecifiedTradeAllowanceCharge/ActualAmount"), "10.02")
expect("sum of discounts", whole(f"{total}/AllowanceTotalAmount"), "10.03")
expect("VAT is on", whole(f"{head}/ApplicableTradeTax/BasisAmount"), "90.23")
expect("without VAT", whole(f"{total}/TaxBasisTotalAmount"), "90.22")
expect("rounding", whole(f"{total}/RoundingAmount"), "-0.01")
expect("with VAT, and to be paid", [whole(f"{total}/GrandTotalAmount"), whole(f"{total}/DuePayableAmount")], ["107.36", "107.35"])

small = told(LineItem("Rivets", Decimal("100000"), Decimal("0.12345")))
expect("price", small("NetPriceProductTradePrice/ChargeAmount"), "0.1234")
expect("of a hundred thousand", small(f"{line}/SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount"), "12345.00")
PY
"$work/env/bin/python" "$work/seen.py" "$work" 2>"$work/log" || { cat "$work/log"; exit 1; }
