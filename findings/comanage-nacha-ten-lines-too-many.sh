#!/usr/bin/env bash
# PyPI comanage-nacha 0.2.7: a file of six payments has a block more than its own control record counts.
#
# An ACH file comes in blocks of ten records, and the last one is filled up with lines of nines (Nacha's rules, appendix on
# record formats); the control record tells the number of blocks, by which the receiver sees whether the file is whole. Where
# the records fill their block without any filling, as header, six payments and four records around them do, ten lines of
# nines are added all the same: 20 lines, and a block count of 1. Five or seven payments are right. So every tenth file
# does not agree with itself, a payroll of 6, 16 or 26 people for instance each time, and a bank that counts turns it away.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check comanage-nacha==0.2.7
cat >seen.py <<'PY'
import datetime
import sys

from comanage_nacha import NachaFile, parse


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def blocks(payments):
    day, hour = datetime.date(2026, 11, 16), datetime.time(6, 0)
    with NachaFile(company_name="BUYER", file_id_modifier="A", file_creation_date=day, file_creation_time=hour) as file:
        with file.add_batch(service_class_code=220, company_name="BUYER", company_id="0123456789", effective_entry_date=day) as batch:
            for number in range(payments):
                batch.add_entry(
                    transaction_code=22, receiving_dfi_routing_number="09100001", routing_number_check_digit=9,
                    receiving_dfi_account_number="0123456789", amount=10000, individual_id=str(number), individual_name="PAYEE",
                )
    text = file.render_to_string()
    return len(text.splitlines()) / 10, parse(text).file_control.block_count


for payments, described in ((5, (1, 1)), (6, (2, 1)), (7, (2, 2)), (16, (3, 2))):
    expect(f"{payments} payments: blocks there, blocks told", blocks(payments), described)
PY
env/bin/python seen.py
