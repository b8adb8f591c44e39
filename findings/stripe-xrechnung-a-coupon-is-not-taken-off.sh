#!/usr/bin/env bash
# PyPI stripe-xrechnung 0.1.0: a coupon of 20.00 is not taken off, who owes no VAT gets 19 %, and a bill that is paid is due again.
#
# The program makes a German e-invoice (XRechnung) of an invoice's JSON. In Stripe's invoice object a line's amount is the one before
# discounts, with VAT in it where its tax is inclusive, and the sums that were charged stand beside: total, tax, amount_paid and
# amount_remaining (Stripe API, Invoice and Line item). None of those is read. The lines are added up as they are and VAT is put on
# top at the rate of their tax, or at 19 % where there is none: of 95.20, 119.00, 100.00 and nothing that are to be paid 119.00,
# 141.61, 119.00 and 119.00 are asked for, and the package's own check finds them all well. A price of 0.04 cents for a unit
# (unit_amount_decimal) is 0.00 for a million of them and 400.00 for the line.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check stripe-xrechnung==0.1.0 lxml==6.0.2 pydantic==2.12.4
cat >"$work/seen.py" <<'PY'
import sys

from lxml import etree
from stripe_xrechnung import emit_ubl, map_stripe, validate_invoice


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


SELLER = {
    "name": "Example GmbH", "street": "Musterweg 1", "city": "Berlin", "postal_code": "10115", "country": "DE",
    "vat_id": "DE136695976", "email": "billing@example.com", "phone": "+49 30 000000", "iban": "DE02120300000000202051",
}


def made(total, tax, line, **more):
    invoice = {
        "object": "invoice", "number": "R-1", "currency": "eur", "created": 1794700000, "subtotal": line["amount"], "total": total,
        "tax": tax, "amount_due": total, "amount_paid": 0, "amount_remaining": total, "customer_name": "Example Kunde",
        "customer_email": "kunde@example.com", "metadata": {"leitweg_id": "04011000-1234512345-06"},
        "customer_address": {"line1": "Weg 2", "city": "Bonn", "postal_code": "53111", "country": "DE"},
        "lines": {"object": "list", "data": [{"id": "il_1", "object": "line_item", "description": "Plan", **line}]}, **more,
    }
    mapped = map_stripe(invoice, seller_overlay=SELLER)
    assert validate_invoice(mapped, profile="xrechnung-ubl").ok
    root = etree.fromstring(emit_ubl(mapped))
    names = ("TaxExclusiveAmount", "TaxInclusiveAmount", "PayableAmount", "PriceAmount")
    return [root.find(f".//{{*}}{name}").text for name in names]


def vat(amount, inclusive=False):
    rate = {"object": "tax_rate", "percentage": 19.0, "inclusive": inclusive}
    return {"tax_amounts": [{"amount": amount, "inclusive": inclusive, "tax_rate": rate}]}


def plan(amount, price=None, **more):
    return {"amount": amount, "quantity": 1, "price": {"unit_amount": price or amount}, **more}


off = [{"amount": 2000, "discount": "di_1"}]
paid = {"paid": True, "status": "paid", "amount_paid": 11900, "amount_remaining": 0}
usage = {"amount": 40000, "quantity": 1000000, "price": {"unit_amount": None, "unit_amount_decimal": "0.04"}}
expect("119.00", made(11900, 1900, plan(10000, **vat(1900))), ["100.00", "119.00", "119.00", "100.00"])
coupon = made(9520, 1520, plan(10000, discount_amounts=off, **vat(1520)), total_discount_amounts=off)
expect("95.20, after a coupon", coupon, ["100.00", "119.00", "119.00", "100.00"])
expect("119.00, inclusive", made(11900, 1900, plan(11900, **vat(1900, True))), ["119.00", "141.61", "141.61", "119.00"])
reverse = made(10000, 0, plan(10000, tax_amounts=[]), customer_tax_exempt="reverse")
expect("100.00, reverse charge", reverse, ["100.00", "119.00", "119.00", "100.00"])
expect("nothing, paid", made(11900, 1900, plan(10000, **vat(1900)), **paid), ["100.00", "119.00", "119.00", "100.00"])
expect("476.00, a million units", made(47600, 7600, {**usage, **vat(7600)}), ["400.00", "476.00", "476.00", "0.00"])
PY
"$work/env/bin/python" "$work/seen.py"
