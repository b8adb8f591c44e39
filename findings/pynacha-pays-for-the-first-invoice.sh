#!/usr/bin/env bash
# PyPI pynacha 0.0.3: of the invoices that a payment is for only the first one is told, and O'Neil is O.
#
# With a payment to a business (CCD+ of the ACH) an addenda record says in 80 characters what it is for: segments of X12,
# each ended by a backslash, by the banking conventions that Nacha endorses. A field is taken up to the first character that is
# not on a short list, on which neither the backslash nor the apostrophe stands, and the rest is made blank; nothing
# is listed among the errors that add_batch() gives back. 150.00 for invoice 1001 (100.00) and 1002 (50.00) reach the
# seller as 150.00 with one line of 100.00 for 1001, and 1002 stays open. A payee is named up to his apostrophe.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check pynacha==0.0.3
cat >seen.py <<'PY'
import sys

from pyNacha.builder import AchFile


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


file = AchFile("A", {
    "immediate_dest": "091000019", "immediate_org": "123456789", "immediate_dest_name": "BANK",
    "immediate_org_name": "BUYER", "company_id": "1234567890", "trace_num": "091000010000000",
})
payment = {
    "type": "22", "routing_number": "091000019", "account_number": "0123456789", "amount": "150.00", "name": "O'Neil Supply",
    "addenda": [{"payment_related_info": "RMR*IV*1001**100.00\\RMR*IV*1002**50.00\\"}],
}
expect("errors", file.add_batch("CCD", [payment]), [])
lines = file.render_to_string().splitlines()
(detail,), (addenda,) = [[line for line in lines if line.startswith(code)] for code in "67"]
expect("amount", detail[29:39], "0000015000")
expect("payee", detail[54:76].strip(), "O")
expect("what it is for", addenda[3:83].strip(), "RMR*IV*1001**100.00")
PY
env/bin/python seen.py
