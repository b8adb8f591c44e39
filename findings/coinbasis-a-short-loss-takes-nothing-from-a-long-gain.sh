#!/usr/bin/env bash
# coinbasis 0.1.0 (PyPI), tax estimate with its own preset for the United
# States: gains held long and gains held short are taxed apart, and a loss on
# one side is set to nothing before the other is taxed. Who has a long gain
# of 600,000 and a short loss of 600,000 in one year has earned nothing, and
# owes 87,001 by the estimate; who sells at a long loss of 50,000 and a short
# gain of 50,000 owes 17,500. On Schedule D the net of the one side is set
# off against the net of the other, in full, before any tax. The report's
# total_gain is zero in both. Independent check: the sum of the gains, and
# the same loss as a long one, which does bring the tax to zero.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check coinbasis==0.1.0
cat >"$work/seen.py" <<'PY'
import sys
from datetime import datetime, timezone
from decimal import Decimal as D
from coinbasis import Buy, CostBasisMethod as M, Portfolio, Sell
from coinbasis.tax import TaxConfig
def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")

def on(year, month=1):
    return datetime(year, month, 1, tzinfo=timezone.utc)

def deal(asset, bought, paid, got):
    """Bought once, sold in June 2024."""
    return [Buy(bought, "w", asset, D(1), D(paid), D(0)), Sell(on(2024, 6), "w", asset, D(1), D(got), D(0))]

def gain_and_tax(*deals):
    book = Portfolio.from_transactions([t for d in deals for t in d])
    return (int(book.capital_gains_report(M.FIFO, 2024).total_gain),
            float(book.tax_estimate(M.FIFO, 2024, TaxConfig.default()).total_tax))

old, new = on(2020), on(2024)
expect("long gain and long loss of 600,000",
       gain_and_tax(deal("A", old, 100000, 700000), deal("B", old, 700000, 100000)), (0, 0.0))
expect("long gain and short loss of 600,000",
       gain_and_tax(deal("A", old, 100000, 700000), deal("B", new, 700000, 100000)), (0, 87001.25))
expect("short gain and long loss of 50,000",
       gain_and_tax(deal("A", new, 10000, 60000), deal("B", old, 60000, 10000)), (0, 17500.0))
expect("short gain and short loss of 50,000",
       gain_and_tax(deal("A", new, 10000, 60000), deal("B", new, 60000, 10000)), (0, 0.0))
PY
"$work/env/bin/python" "$work/seen.py"
