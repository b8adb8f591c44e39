#!/usr/bin/env bash
# abacus-minimal 0.14.2 (PyPI): "save them to JSONs, pick up data from the
# JSON files, restore the ledger, work on it, save again and so on". What
# Book.load_unsafe gives back has the accounts and not a cent on them: of the
# history it takes the accounts only and leaves out every opening balance and
# entry. The book loaded balances well (nothing equals nothing), its income
# statement is zero, and saved again over the first, as told, the history is
# lost for good. The README says that the loaded book "may not be fully
# identical". The file itself is complete: read as a History and replayed it
# has all the balances. Independent check: that replay, and the sums by hand.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check abacus-minimal==0.14.2
cat >"$work/seen.py" <<'PY'
import sys
from abacus import Book, Chart, Entry, History
def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")

chart = Chart(retained_earnings="retained", current_earnings="current", assets=["cash"],
              equity=["equity"], income=["sales"], expenses=["rent"])
book = Book.from_chart(chart)
book.open({"cash": 1000, "equity": 1000})
book.post(Entry("sale").amount(500).debit("cash").credit("sales"))
book.post(Entry("rent").amount(200).debit("rent").credit("cash"))
files = (sys.argv[1] + "/chart.json", sys.argv[1] + "/history.json")

def state(b):
    return ({k: int(v) for k, v in b.balances.items() if v}, int(b.income_statement.net_earnings))

full = {"cash": 1300, "equity": 1000, "sales": 500, "rent": 200}
expect("the book", state(book), (full, 300))
book.save(*files)
again = Book.load_unsafe(*files)
expect("the book, saved and loaded", state(again), ({}, 0))
expect("is its balance sheet balanced", again.balance_sheet.is_balanced(), True)
replayed = History.load(files[1]).to_ledger()
expect("the history replayed", {k: int(v) for k, v in replayed.balances.items() if v}, full)
again.save(*files, allow_overwrite=True)
expect("the history replayed after saving again",
       {k: int(v) for k, v in History.load(files[1]).to_ledger().balances.items() if v}, {})
PY
"$work/env/bin/python" "$work/seen.py" "$work"
