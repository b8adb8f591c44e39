#!/usr/bin/env bash
# PyPI facturex 0.6.4: screws at 12.00 a hundred cost 12.00 each after the invoice was converted, and neither side has a name.
#
# The program turns UBL into Factur-X (CII) and back, and checks invoices. A price may be for more than one (EN 16931, BT-149: BaseQuantity in
# UBL, BasisQuantity in CII): 1000 at 12.00 a hundred are 120.00. That quantity is neither read nor written, so that the
# converted invoice has 1000 at 12.00 for 120.00, which no receiver can make agree, and the original is called wrong with "12000.00". A price with
# more than two decimals, which only amounts must not have, is rounded as one: 9600 at 0.0125 for 120.00 are at 0.01. The names
# of seller and buyer (BT-27, BT-44) are RegistrationName in UBL, and PartyName the ones they trade under, if they have others: an
# invoice with the first alone, which is all that is asked for, is refused by BR-06 and BR-07, nobody has a name.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check facturex==0.6.4
cat >"$work/seen.py" <<'PY'
import re
import sys

import facturex

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
TAX = "<cbc:ID>S</cbc:ID><cbc:Percent>20</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def party(role, name):
    return (f"<cac:Accounting{role}Party><cac:Party><cac:PostalAddress><cac:Country><cbc:IdentificationCode>FR</cbc:IdentificationCode>"
            f"</cac:Country></cac:PostalAddress><cac:PartyLegalEntity><cbc:RegistrationName>{name}</cbc:RegistrationName>"
            f"</cac:PartyLegalEntity></cac:Party></cac:Accounting{role}Party>")


def invoice(quantity, price, base=""):
    return facturex.parse_bytes(f"""<Invoice xmlns="{UBL}Invoice-2" xmlns:cac="{UBL}CommonAggregateComponents-2"
xmlns:cbc="{UBL}CommonBasicComponents-2"><cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID><cbc:ID>7</cbc:ID>
<cbc:IssueDate>2026-11-15</cbc:IssueDate><cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
{party("Supplier", "Seller")}{party("Customer", "Buyer")}<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">24.00</cbc:TaxAmount><cac:TaxSubtotal>
<cbc:TaxableAmount currencyID="EUR">120.00</cbc:TaxableAmount><cbc:TaxAmount currencyID="EUR">24.00</cbc:TaxAmount><cac:TaxCategory>{TAX}
</cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal><cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="EUR">120.00
</cbc:LineExtensionAmount><cbc:TaxExclusiveAmount currencyID="EUR">120.00</cbc:TaxExclusiveAmount><cbc:TaxInclusiveAmount currencyID="EUR">144.00
</cbc:TaxInclusiveAmount><cbc:PayableAmount currencyID="EUR">144.00</cbc:PayableAmount></cac:LegalMonetaryTotal><cac:InvoiceLine><cbc:ID>1</cbc:ID>
<cbc:InvoicedQuantity unitCode="C62">{quantity}</cbc:InvoicedQuantity><cbc:LineExtensionAmount currencyID="EUR">120.00</cbc:LineExtensionAmount>
<cac:Item><cbc:Name>Screw</cbc:Name><cac:ClassifiedTaxCategory>{TAX}</cac:ClassifiedTaxCategory></cac:Item><cac:Price>
<cbc:PriceAmount currencyID="EUR">{price}</cbc:PriceAmount>{base}</cac:Price></cac:InvoiceLine></Invoice>""".encode())


def converted(made):
    text = facturex.write_cii(made)
    text = text.decode() if isinstance(text, bytes) else text
    return " ".join(re.findall(r"<[^/>]*:(?:ChargeAmount|BasisQuantity|BilledQuantity|LineTotalAmount)[^>]*>([^<]*)", text)[:3])


def findings(made):
    return sorted({found.rule for found in facturex.validate(made).findings if found.severity == "error"})


hundred = invoice(1000, "12.00", '<cbc:BaseQuantity unitCode="C62">100</cbc:BaseQuantity>')
expect("ten at 12.00", converted(invoice(10, "12.00")), "12.00 10 120.00")
expect("1000 at 12.00 a hundred", converted(hundred), "12.00 1000 120.00")
expect("9600 at 0.0125", converted(invoice(9600, "0.0125")), "0.01 9600 120.00")
expect("found in ten at 12.00", findings(invoice(10, "12.00")), ["BR-06", "BR-07"])
expect("found in a hundred", findings(hundred), ["BR-06", "BR-07", "FX-LINE-1"])
PY
"$work/env/bin/python" "$work/seen.py"
