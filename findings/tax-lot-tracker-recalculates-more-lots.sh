#!/usr/bin/env bash
# PyPI tax-lot-tracker 0.1.0: recalculating turns a gain of 400.00 into one of 600.00 and brings back what was sold.
#
# recalculate_all() is for a change of method or a correction and promises to reset the lots and go through all transactions
# anew. The lots are set back to what was bought, and then each purchase makes a lot once more: two units bought for 100 and
# 300 and sold for 400 each had cost 400, gained 400 and left nothing; recalculated by the same method they had cost 200, gained
# 600, and two units are in stock. And a lot is long-term after 365 days, where the law wants more than a year (26 U.S.C. 1222): what
# was bought on 15 June 2023 and sold on 14 June 2024, in a leap year, is long-term two days early.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check tax-lot-tracker==0.1.0
cat >seen.py <<'PY'
import sys
from datetime import datetime
from decimal import Decimal

from tax_lot_tracker.database import Database
from tax_lot_tracker.engine import CostBasisEngine
from tax_lot_tracker.models import Transaction


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


database = Database("lots.db")
engine = CostBasisEngine(database, "fifo")
trades = [((2023, 6, 15), "buy", "100"), ((2024, 1, 10), "buy", "300"), ((2024, 6, 14), "sell", "400"), ((2024, 7, 1), "sell", "400")]
terms = []
for day, kind, price in trades:
    trade = Transaction(timestamp=datetime(*day), type=kind, asset="ABC", amount=Decimal(1), price_usd=Decimal(price))
    database.add_transaction(trade)
    terms += [(one.holding_days, one.term) for one in engine.process_transaction(trade)]


def state():
    total = engine.calculate_gains()["total"]
    left = sum(lot.amount for lot in database.get_all_lots())
    return str(total["cost_basis"]), str(total["net"]), int(left)


expect("cost, gain, stock", state(), ("400.00", "400.00", 0))
engine.recalculate_all()
expect("recalculated", state(), ("200.00", "600.00", 2))
expect("held", terms[0], (365, "long"))
PY
env/bin/python seen.py
