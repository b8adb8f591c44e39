#!/usr/bin/env bash
# PyPI facturex 0.6.4: an invoice with 200.00 and 55.00 of VAT has 200.00 of it after the package wrote and read it.
#
# UBL has the sum of the VAT once (TaxTotal), and within it a part for each rate; a second TaxTotal may only tell the sum in another
# currency and has no parts (EN 16931, UBL syntax; Peppol's rule R053). The package writes one for each rate, with that rate's VAT for
# the sum, and reads the first alone: an invoice at two rates loses the VAT at the lower one, and the total with VAT stays. Its own
# check finds nothing wrong with the invoice, and two sums that do not add up once it was read. In its book of invoices, where what is
# still to come in is summed up, an invoice and the credit note for all of it are 240.00, though the report that it makes for the
# revenue of the same book takes credit notes off.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check facturex==0.6.4
cat >"$work/seen.py" <<'PY'
import sys
from decimal import Decimal

from facturex import Invoice, LineItem, parse_ubl, validate, write_ubl
from facturex.ereporting import transactions_from_ledger
from facturex.ledger import Ledger


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def line(number, rate, price):
    return LineItem(
        id=number, name="Example", quantity=Decimal(1), unit_code="C62", unit_price=Decimal(price), vat_category="S", vat_rate=Decimal(rate)
    )


def found(invoice):
    return [one.rule for one in validate(invoice).findings]


def sums(invoice):
    return str(invoice.effective_total_net()), str(invoice.effective_total_vat()), str(invoice.effective_total_gross())


folder = sys.argv[1]
invoice = Invoice.exemple()
invoice.lines = [line("1", "5.5", "1000.00"), line("2", "20", "1000.00")]
with open(f"{folder}/invoice.xml", "wb") as file:
    file.write(write_ubl(invoice))
again = parse_ubl(f"{folder}/invoice.xml")
expect("made", (sums(invoice), found(invoice)), (("2000.00", "255.00", "2255.00"), []))
expect("read", sums(again), ("2000.00", "200.00", "2255.00"))
expect("found", found(again), ["BR-CO-15"])

book = Ledger(f"{folder}/book.db")
invoice.lines = [line("1", "20", "100.00")]
book.record(invoice)
book.record(invoice.model_copy(update={"number": "AV-1", "type_code": "381"}))
expect("to come in", book.totals()["reste_a_encaisser"], "240.00")
expect("reported", str(sum(one.total_ht() + one.total_tva() for one in transactions_from_ledger(book))), "0.00")
PY
"$work/env/bin/python" "$work/seen.py" "$work"
