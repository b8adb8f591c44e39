#!/usr/bin/env bash
# PyPI carta-ach 0.4.5: a payment of 1,500.00 to a loan account is a file that pays 0.00.
#
# The package writes ACH files. An entry's code tells the kind of account: 22 to 39 checking and savings, 42 to 49 general ledger, 51 to 56 loans (Nacha
# Operating Rules, Appendix Three, transaction codes). It writes any of them, with the amount, but sums up only the codes of checking and savings for the
# totals of the batch and of the file, which a bank compares with the entries: 42, 47, 52 and 55 count for nothing, and a file of two payments has the
# total of one. The batch's class is 220, credits only, unless it is told otherwise, also where all that is in it are debits. The hash of the banks
# and the count of entries are right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check carta-ach==0.4.5
cat >"$work/seen.py" <<'PY'
import sys

from ach.builder import AchFile


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def totals(*codes):
    settings = {"immediate_dest": "091000019", "immediate_org": "0123456782", "immediate_dest_name": "BANK", "immediate_org_name": "BUYER", "company_id": "0123456789"}
    file = AchFile("A", settings)
    file.add_batch("PPD", [{"type": code, "routing_number": "091000019", "account_number": "1234", "amount": "1500.00", "name": "Payee"} for code in codes])
    lines = file.render_to_string().splitlines()
    entries = [line for line in lines if line.startswith("6")]
    batch = next(line for line in lines if line.startswith("8"))
    control = next(line for line in lines if line.startswith("9"))
    # what the entries come to, the class, and the batch's and the file's debits and credits
    return sum(int(line[29:39]) for line in entries), batch[1:4], int(batch[20:32]), int(batch[32:44]), int(control[31:43]), int(control[43:55])


expect("to a checking account", totals("22"), (150000, "220", 0, 150000, 0, 150000))
expect("to a loan", totals("52"), (150000, "220", 0, 0, 0, 0))
expect("to the general ledger", totals("42"), (150000, "220", 0, 0, 0, 0))
expect("from the general ledger", totals("47"), (150000, "220", 0, 0, 0, 0))
expect("to a checking account and to a loan", totals("22", "52"), (300000, "220", 0, 150000, 0, 150000))
expect("from a checking account", totals("27"), (150000, "220", 150000, 0, 150000, 0))
PY
"$work/env/bin/python" "$work/seen.py"
