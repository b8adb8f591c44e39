#!/usr/bin/env bash
# PyPI gcinvoice 0.2.5: the invoice 000001 to a customer is printed as the bill 000001 of a vendor, for 0.00.
#
# The package reads a book of GnuCash and prints an invoice by its number. GnuCash has a counter for invoices to customers, one for
# bills of vendors and one for vouchers of employees; each of them begins at 000001, and all are GncInvoice in the file, in the
# order of their random identifiers. The package keeps one of them for each number: the last one in the file. If that is the bill,
# asking for the invoice prints the vendor's name and 0.00, as the lines of bills are not read. If it is the invoice, all is
# well, so it is chance which of them can be printed. The number is made an integer first: 01 and 1 are one invoice, too.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check gcinvoice==0.2.5
cat >"$work/seen.py" <<'PY'
import io
import sys
from argparse import Namespace

from gcinvoice import Gcinvoice


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


NAMES = "gnc", "cust", "vendor", "addr", "invoice", "owner", "ts", "cmdty", "entry", "book"
SPACES = " ".join(f'xmlns:{name}="http://www.gnucash.org/XML/{name}"' for name in NAMES)
DAY = "<ts:date>2026-11-16 10:59:00 +0000</ts:date>"
CUSTOMER = "<gnc:GncCustomer><cust:guid>c1</cust:guid><cust:name>Customer</cust:name><cust:id>000001</cust:id></gnc:GncCustomer>"
VENDOR = "<gnc:GncVendor><vendor:guid>v1</vendor:guid><vendor:name>Vendor</vendor:name><vendor:id>000001</vendor:id></gnc:GncVendor>"


def document(guid, number, kind, owner):
    return (
        f"<gnc:GncInvoice><invoice:guid>{guid}</invoice:guid><invoice:id>{number}</invoice:id>"
        f"<invoice:owner><owner:type>{kind}</owner:type><owner:id>{owner}</owner:id></invoice:owner>"
        f"<invoice:opened>{DAY}</invoice:opened><invoice:posted>{DAY}</invoice:posted>"
        f"<invoice:currency><cmdty:space>CURRENCY</cmdty:space><cmdty:id>EUR</cmdty:id></invoice:currency></gnc:GncInvoice>"
    )


def line(guid, side, letter, of, cents):
    return (
        f"<gnc:GncEntry><entry:guid>{guid}</entry:guid><entry:date>{DAY}</entry:date><entry:entered>{DAY}</entry:entered>"
        f"<entry:description>Work</entry:description><entry:qty>1/1</entry:qty><entry:{letter}-price>{cents}/100</entry:{letter}-price>"
        f"<entry:{side}>{of}</entry:{side}><entry:{letter}-taxable>0</entry:{letter}-taxable></gnc:GncEntry>"
    )


def printed(number, *documents):
    lines = line("e1", "invoice", "i", "i1", 25000) + line("e2", "bill", "b", "b1", 9900) + line("e3", "invoice", "i", "i2", 1000)
    book = f"<gnc:book>{CUSTOMER}{VENDOR}{''.join(documents)}{lines}</gnc:book>"
    maker = Gcinvoice(Namespace(currency_uselocale=False, currency_precision=2, configfiles=[], loglevel="CRITICAL"))
    maker.parse(io.StringIO(f'<?xml version="1.0"?><gnc-v2 {SPACES}>{book}</gnc-v2>'))
    out = io.StringIO()
    maker.createInvoice(number, io.StringIO("@{owner['name']} @{amount_gross}"), out)
    return out.getvalue()


invoice = document("i1", "000001", "gncCustomer", "c1")
bill = document("b1", "000001", "gncVendor", "v1")
other = document("i2", "01", "gncCustomer", "c1")
expect("invoice alone", printed("000001", invoice), "Customer 250.00")
expect("bill, invoice", printed("000001", bill, invoice), "Customer 250.00")
expect("invoice, bill", printed("000001", invoice, bill), "Vendor 0.00")
expect("invoices 000001 and 01", printed("000001", invoice, other), "Customer 10.00")
PY
cd "$work"
LC_ALL=C "$work/env/bin/python" "$work/seen.py"
