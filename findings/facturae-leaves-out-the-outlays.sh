#!/usr/bin/env bash
# PyPI facturae 2.2.1: a Spanish invoice asks for 1139.00 where its totals make 1089.00, and does not say for what.
#
# Facturae 3.2.2 has the customer's payments on account (PaymentsOnAccount) and what the seller laid out for him
# (ReimbursableExpenses and TotalReimbursableExpenses) among the totals. The model of the totals has fields for the three, and
# the list by which they are put into the XML does not name them, or names one with another letter: what was filled in is
# not written, and no error is raised. Of an invoice of 1210.00, of which 121.00 were paid on account, and 50.00 of outlays, there
# remain 1089.00 outstanding and 1139.00 to be paid, with nothing between them and no day on which the 121.00 came.
# Subsidies, a field of the same model, are written.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check facturae==2.2.1 libcomxml==3.2.0
cat >seen.py <<'PY'
import re
import sys

from facturae import facturae


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def filled(model, **fields):
    model.feed(fields)
    return model


paid = filled(facturae.PaymentOnAccount(), paymentonaccountdate="2026-11-01", paymentonaccountamount="121.00")
outlay = filled(facturae.ReinbursableExpens(), issuedate="2026-11-10", invoicenumber="7", reinbursableexpensesamount="50.00")
subsidy = filled(facturae.Subsidy(), subsidydescription="Ayuda", subsidyamount="0.00")
totals = filled(
    facturae.InvoiceTotals(), totalgrossamount=1000, totalgrossamountbeforetaxes=1000, totaltaxoutputs=210,
    totaltaxeswithheld=0, invoicetotal=1210, subsidies=filled(facturae.Subsidies(), subsidy=[subsidy]),
    paymentsonaccount=filled(facturae.PaymentsOnAccount(), paymentonaccount=[paid]),
    reinbursableexpenses=filled(facturae.ReinbursableExpenses(), reinbursableexpens=[outlay]),
    totaloutstandingamount=1089, totalpaymentsonaccount="121.00", totalexecutableamount=1139, totalreimbursableexpenses="50.00",
)
totals.build_tree()
written = dict(re.findall(r"<(\w+)>([\d.]+)</\1>", str(totals)))
expect("written", {name: written[name] for name in ("InvoiceTotal", "TotalPaymentsOnAccount", "TotalOutstandingAmount", "TotalExecutableAmount")},
       {"InvoiceTotal": "1210.00", "TotalPaymentsOnAccount": "121.00", "TotalOutstandingAmount": "1089.00", "TotalExecutableAmount": "1139.00"})
expect("subsidies", "<Subsidies>" in str(totals), True)
expect("outlays", re.findall("Rei[mn]bursable|50.00", str(totals)), [])
expect("payment on account", re.findall("<PaymentsOnAccount|2026-11-01", str(totals)), [])
outlay.build_tree()
expect("outlay alone", re.findall("50.00", str(outlay)), ["50.00"])
PY
env/bin/python seen.py
