#!/usr/bin/env bash
# PyPI peppolling 0.1.0: a purchase of 1000.00 that was paid in advance is one of -210.00, and ten thousand screws cost nothing.
#
# The package writes Peppol's invoices and takes those that come into books. What was bought is booked as the amount due for payment
# (BT-115) less the VAT. The amount due is what is left after what was paid in advance (EN 16931, BR-CO-16), so that of 1000.00 and
# 210.00 VAT a deposit of 1000.00 leaves a purchase of nothing and a deposit of all one of -210.00, each with 210.00 of VAT. A
# credit note (381) is booked as a purchase. In what is written, the price of one is rounded to cents before it is multiplied, where
# EN 16931 does not limit its decimals (BT-146): 10000 at 0.004 are 0.00 instead of 40.00, and 1000 at 0.125 are 130.00.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check peppolling==0.1.0 lxml==6.0.2 sqlalchemy==2.0.44 requests==2.32.5
cat >"$work/seen.py" <<'PY'
import base64
import sys
from datetime import date

from lxml import etree
from peppolling import PeppolBookkeeping
from peppolling.peppol_bookkeeping import Transaction, User


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


books = PeppolBookkeeping(db_url="sqlite://")
supplier, buyer = User(company="Example Supplier", vat_number="BE0123456749"), User(company="Example Buyer")


def came(kind, code, payable, prepaid):
    text = f"""<{kind} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{kind}-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:ID>F-1</cbc:ID><cbc:IssueDate>2026-11-15</cbc:IssueDate><cbc:{kind}TypeCode>{code}</cbc:{kind}TypeCode>
<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty><cac:Party><cac:PartyName><cbc:Name>Supplier</cbc:Name></cac:PartyName></cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cac:PartyName><cbc:Name>Buyer</cbc:Name></cac:PartyName></cac:Party></cac:AccountingCustomerParty>
<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">210.00</cbc:TaxAmount><cac:TaxSubtotal>
<cbc:TaxableAmount currencyID="EUR">1000.00</cbc:TaxableAmount><cbc:TaxAmount currencyID="EUR">210.00</cbc:TaxAmount>
</cac:TaxSubtotal></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount currencyID="EUR">1000.00</cbc:TaxExclusiveAmount>
<cbc:TaxInclusiveAmount currencyID="EUR">1210.00</cbc:TaxInclusiveAmount>
<cbc:PrepaidAmount currencyID="EUR">{prepaid}</cbc:PrepaidAmount>
<cbc:PayableAmount currencyID="EUR">{payable}</cbc:PayableAmount></cac:LegalMonetaryTotal></{kind}>"""
    document = base64.b64encode(text.encode()).decode()
    books.process_incoming_invoice({"id": "M-1"}, {"document": document})
    booked = books.session.query(Transaction).order_by(Transaction.id.desc()).first()
    return booked.value, booked.vat, booked.from_user_id, booked.to_user_id


def sent(quantity, price):
    items = [{"name": "Screw", "quantity": quantity, "unit_price": price, "vat_pct": 0.21}]
    root = etree.fromstring(books.generate_invoice_xml(supplier, buyer, items, "R-1", date(2026, 11, 15)))
    return [root.find(f".//{{*}}{name}").text for name in ("PriceAmount", "LineExtensionAmount", "PayableAmount")]


expect("not yet paid", came("Invoice", "380", "1210.00", "0.00"), (1000.0, 210.0, 1, 2))
expect("a deposit", came("Invoice", "380", "210.00", "1000.00"), (0.0, 210.0, 1, 2))
expect("paid in advance", came("Invoice", "380", "0.00", "1210.00"), (-210.0, 210.0, 1, 2))
expect("a credit note", came("CreditNote", "381", "1210.00", "0.00"), (1000.0, 210.0, 1, 2))
expect("10000 at 0.004", sent(10000, 0.004), ["0.00", "0.00", "0.00"])
expect("1000 at 0.125", sent(1000, 0.125), ["0.13", "130.00", "157.30"])
PY
"$work/env/bin/python" "$work/seen.py"
