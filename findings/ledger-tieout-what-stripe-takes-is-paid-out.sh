#!/usr/bin/env bash
# PyPI ledger-tieout 0.2.0: money that Stripe takes from the bank account is booked as paid out to it.
#
# When refunds exceed sales, Stripe debits the bank account (debit_negative_balances in its API): a payout whose amount is below nought, with
# a balance transaction of type payout whose amount is above, since it fills the balance. payout_entry takes the amounts without
# their sign, so +50.00 and -50.00 become one entry, 50.00 from the Stripe account into cash in transit, and the accounts are
# wrong by 100.00. The journal says "nothing needs review" and "debits equal credits". Given as a Payout, the same is booked
# the right way round, with debits below nought.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check ledger-tieout==0.2.0
cat >"$work/seen.py" <<'PY'
import sys

from ledger_core import Payout, check_journal, entries_for
from ledger_core.adapters.stripe import stripe_to_transaction

def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def moved(journal):
    assert not journal.review and check_journal(journal.entries).balanced
    (entry,) = journal.entries
    return {line["account"]: line["debit"] - line["credit"] for line in entry.lines}


def as_transaction(amount):
    raw = {"id": "txn_7", "amount": amount, "fee": 0, "net": amount, "type": "payout", "created": 1793606400, "currency": "usd"}
    return moved(entries_for([stripe_to_transaction(raw)]))


def as_payout(amount):
    return moved(entries_for([], [Payout("po_7", amount, 1793606400, "txn_7", "usd")]))


out = {"Cash in Transit": 5000, "Stripe Bank Account": -5000}
back = {"Cash in Transit": -5000, "Stripe Bank Account": 5000}
expect("50.00 paid out", as_transaction(-5000), out)
expect("50.00 taken back", as_transaction(5000), out)
expect("50.00 paid out, as a payout", as_payout(5000), out)
expect("50.00 taken back, as a payout", as_payout(-5000), back)
PY
"$work/env/bin/python" "$work/seen.py"
