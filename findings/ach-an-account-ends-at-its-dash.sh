#!/usr/bin/env bash
# PyPI ach 0.2: 150.00 for account 12-345678 are sent to account 12, and invoice 7/2026 is invoice 7.
#
# A text of an ACH file may have any printable character (Nacha Operating Rules, appendix 3, data specifications: figures, letters,
# space and whatever is above hexadecimal 1F in ASCII), and of an account number the dash is a part where the bank writes one. The
# package takes of each text the first stretch of letters, figures, commas and blanks and fills up with blanks; what comes after is
# dropped and nothing said. The bank gets a well-formed entry with the right amount for an account that may well belong to
# somebody. Of a company Smith & Co the file has SMITH, of a payee's name what is before the apostrophe, of a remittance what
# is before the first stroke or point. Only a text that begins with another character raises an error.
# The addenda of an entry are counted from 0000; the first one is 0001 by the rules (addenda sequence number, "always starts with 1").
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check ach==0.2
cat >"$work/seen.py" <<'PY'
import sys

from ach.builder import AchFile


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


names = {"immediate_dest_name": "Example Bank", "immediate_org_name": "Smith & Co"}
file = AchFile("A", {"immediate_dest": "123456780", "immediate_org": "123456780", "company_id": "1234567890", **names})
remittances = [{"payment_related_info": "Invoice 7/2026"}, {"payment_related_info": "20.00 less"}]
file.add_batch("PPD", [
    {"type": "22", "routing_number": "123456780", "account_number": "12345678", "amount": "150.00", "name": "Example"},
    {"type": "22", "routing_number": "123456780", "account_number": "12-345678", "amount": "150.00", "name": "O'Example", "addenda": remittances},
])
rows = file.render_to_string().split("\n")
header, plain, dashed, first, second = rows[1:6]
expect("company", header[4:20].strip(), "SMITH")
expect("account without a dash", plain[12:29].strip(), "12345678")
expect("account with a dash", dashed[12:29].strip(), "12")
expect("amount", int(dashed[29:39]), 15000)
expect("payee", dashed[54:76].strip(), "O")
expect("remittances", [first[3:83].strip(), second[3:83].strip()], ["INVOICE 7", "20"])
expect("their numbers", [first[83:87], second[83:87]], ["0000", "0001"])
expect("length of the rows", {len(row) for row in rows}, {94})
PY
"$work/env/bin/python" "$work/seen.py"
