#!/usr/bin/env bash
# PyPI ledger-cli-toolkit 1.8.6: goods bought for 900.00 and returned cost 1800.00, and the bank has 2800.00 of its 1000.00.
#
# The package reads ledger's journals, and its LedgerAnalyst sums them up: assets, liabilities, expenses, cash by month, the
# balance by day. In a journal a sign says which way money went, and ledger's own sums heed it. Here each amount is
# taken without its sign: what left the bank is added to what came in, and money that was paid back is spent once more. After a
# sale of 1000.00, goods for 900.00 and their return the month ends with -800.00 instead of 1000.00.
# Its calculate_balances() of the same journal is right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check ledger-cli-toolkit==1.8.6 pyyaml==6.0.3 numpy==2.3.5 pandas==2.3.3 \
  matplotlib==3.10.8 python-dateutil==2.9.0.post0
cat >"$work/month.ledger" <<'LEDGER'
2026-11-01 * Sale
    Assets:Bank  1000.00 EUR
    Income:Sales  -1000.00 EUR

2026-11-05 * Goods
    Expenses:Goods  900.00 EUR
    Assets:Bank  -900.00 EUR

2026-11-20 * Goods returned
    Assets:Bank  900.00 EUR
    Expenses:Goods  -900.00 EUR
LEDGER
cat >"$work/seen.py" <<'PY'
import sys

from ledger_cli import LedgerAnalyst, LedgerParser


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


parser = LedgerParser(sys.argv[1])
transactions = parser.parse_transactions()
balances = parser.calculate_balances(transactions)
expect("balances", [balances[name]["EUR"] for name in ("Assets:Bank", "Expenses:Goods")], [1000.0, 0.0])
analyst = LedgerAnalyst(transactions, [], income_parents=("Income",))
expect("assets", analyst.get_assets_summary(), [{"account": "Assets:Bank", "amount": 2800.0}])
expect("expenses", analyst.get_expenses_pie(), [{"account": "Expenses:Goods", "amount": 1800.0}])
expect("the month", analyst.get_cashflow_by_month(), [{"month": "2026-11", "in": 1000.0, "out": 1800.0, "net": -800.0}])
expect("by day", [day["balance"] for day in analyst.get_balance_by_day()], [1000.0, 100.0, -800.0])
PY
"$work/env/bin/python" "$work/seen.py" "$work/month.ledger"
