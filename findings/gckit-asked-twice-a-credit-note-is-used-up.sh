#!/usr/bin/env bash
# PyPI gckit 0.1.0: invoices of 130.00 less a credit note of 100.00 are 30.00, and 110.00 when one asks again.
#
# The package takes the open invoices and credit notes of Sage 50 and makes one direct debit of them for each customer and day,
# "credit notes netted off automatically". While it nets, it takes what it used off the credit note that it was given, so that the
# caller's list is another one afterwards: a preview, and then the run, collect 80.00 more than is owed. That nothing is collected
# for an invoice which the credit note pays in full is right the first time: 80.00 and 50.00 less 100.00 are 30.00.
# merge_small_payments() folds what is under 5.00 "into that customer's next scheduled payment; if there isn't one, it's dropped from
# this run". It begins at the end: of two payments of 4.00 the second is dropped, and then the first has no next one any more, so
# that 8.00 are not collected; with a third of 10.00 all 18.00 are. A customer who buys for 4.00 each week never pays.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check gckit==0.1.0
cat >"$work/seen.py" <<'PY'
import sys
from datetime import date

from gckit import consolidate_payments, merge_small_payments
from gckit.models import Credit, Invoice, Mandate

MANDATES = {"C1": Mandate("C1", "MD1")}
DUE = [date(2026, 11, 26), date(2026, 12, 3), date(2026, 12, 10)]


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def payments(amounts, credits=()):
    invoices = [Invoice("C1", str(number), date(2026, 11, 1), DUE[number], amount) for number, amount in enumerate(amounts)]
    return consolidate_payments(invoices, credits, MANDATES, today=date(2026, 11, 16))


def collected(made):
    return [payment.net_amount for payment in made]


credits = [Credit("C1", "SC1", date(2026, 11, 2), 100.00)]
expect("preview", collected(payments([80.00, 50.00], credits)), [30.00])
expect("run", collected(payments([80.00, 50.00], credits)), [60.00, 50.00])
expect("credit note", credits[0].amount, 20.00)

expect("two small ones", collected(payments([4.00, 4.00])), [4.00, 4.00])
expect("merged", collected(merge_small_payments(payments([4.00, 4.00]))), [])
expect("with a third", collected(merge_small_payments(payments([4.00, 4.00, 10.00]))), [18.00])
PY
"$work/env/bin/python" "$work/seen.py"
