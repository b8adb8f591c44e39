#!/usr/bin/env bash
# PyPI cad-capgains 2.0.2: a loss of December, bought back in January, is deducted in the old year and in the new one.
#
# The README: the rules of Canada's superficial loss are applied by themselves, with a window of 30 days before and 30 days after the
# sale. For `calc FILE 2023` the transactions after 2023 are dropped before the window is looked into, so shares sold on
# 20 December and bought again on 5 January are a loss of 1,000.00 for 2023. `calc FILE 2024` of the same file finds the loss
# superficial and adds it to the cost of the new shares, and there it is deducted once more: -600.00, where 100 shares bought at
# 41.00 and sold at 45.00 have won 400.00. With both days within one year the loss is denied, as section 54 of the Income Tax Act says.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check cad-capgains==2.0.2 click==7.1.2 requests==2.32.5 tabulate==0.8.10
cat >"$work/seen.py" <<'PY'
import os
import sys

from capgains.commands.capgains_calc import calculate_gains
from capgains.transactions_reader import TransactionsReader

def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def gains(sold, bought):
    file = os.path.join(sys.argv[1], "transactions.csv")
    with open(file, "w") as text:
        text.write(
            "2023-01-10,first,ACME,BUY,100,50.00,0.00,CAD\n"
            f"{sold},all of them,ACME,SELL,100,40.00,0.00,CAD\n"
            f"{bought},again,ACME,BUY,100,41.00,0.00,CAD\n"
            "2024-06-05,all of them,ACME,SELL,100,45.00,0.00,CAD\n"
        )
    years = []
    for year in (2023, 2024):
        report = calculate_gains(TransactionsReader.get_transactions(file), year, "ACME")
        years.append([f"{sale.capital_gain:.2f}" for sale in report])
    return years


expect("sold in November, bought in December", gains("2023-11-20", "2023-12-05"), [[], ["-600.00"]])
expect("sold in December, bought in January", gains("2023-12-20", "2024-01-05"), [["-1000.00"], ["-600.00"]])
expect("sold in December, bought in February", gains("2023-12-20", "2024-02-05"), [["-1000.00"], ["400.00"]])
PY
"$work/env/bin/python" "$work/seen.py" "$work"
