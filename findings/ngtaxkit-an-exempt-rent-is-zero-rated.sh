#!/usr/bin/env bash
# PyPI ngtaxkit 0.1.1: a rent that is exempt from VAT is zero-rated when rice stands before it on the invoice, and exempt when it stands after.
#
# Nigeria's VAT knows goods at 0 %, for which the seller gets back the VAT that he paid, and exempt ones, for which he does not; the
# package tells the two apart, with input_vat_recoverable for each. An invoice's breakdown is made by the rate alone, 0.0 for both,
# and the first line gives the kind: 5,000.00 of rent behind 1,000.00 of rice are 6,000.00 zero-rated, and all is exempt the
# other way round, in the breakdown, the JSON for the tax office and the UBL, which has Z and E on its lines and one of them in its
# totals (EN 16931 wants a subtotal for each category, BR-E-1 and BR-Z-1). And the price of a piece is rounded to the kobo there:
# a thousand screws at 0.004 are 4.00, at a price of 0.00.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps ngtaxkit==0.1.1
cat >"$work/seen.py" <<'PY'
import re
import sys

from ngtaxkit import invoice, ubl


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def bill(*items):
    party = {"name": "A", "tin": "1", "address": "B"}
    return invoice.create(seller=party, buyer=party, items=list(items), invoice_number="1", issue_date="2026-11-02")


def kinds(bill):
    return [(one["rate_type"], one["taxable_amount"]) for one in bill["vat_breakdown"]]


rice = {"description": "rice", "quantity": 1, "unit_price": 1000, "category": "basic-food"}
rent = {"description": "rent", "quantity": 1, "unit_price": 5000, "category": "residential-rent"}
screws = {"description": "screws", "quantity": 1000, "unit_price": 0.004}
expect("rice, rent", kinds(bill(rice, rent)), [("zero-rated", 6000.0)])
expect("rent, rice", kinds(bill(rent, rice)), [("exempt", 6000.0)])
expect("rent", kinds(bill(rent)), [("exempt", 5000.0)])
document = ubl.to_ubl(bill(rice, rent))
expect("categories of the document", re.findall(r"<cbc:ID>([ZES])</cbc:ID>", document), ["Z", "Z", "E"])
price = re.search(r"<cbc:PriceAmount[^>]*>([^<]*)", ubl.to_ubl(bill(screws))).group(1)
expect("price, line", (price, bill(screws)["items"][0]["line_net"]), ("0.00", 4.0))
PY
"$work/env/bin/python" "$work/seen.py"
