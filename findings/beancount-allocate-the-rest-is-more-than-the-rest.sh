#!/usr/bin/env bash
# PyPI beancount-allocate 0.1.4 (with beancount 2.3.6): a rent of 100.00, of which Alice bears 20.00, Bob 30.00 and Carol the rest, costs 130.00 or 120.00.
#
# The plugin spreads an expense over those who bear it, by marks with an amount, a percentage, or neither, for what is left. What
# is left is counted from the whole expense anew for each amount, so that only one of them has gone off in the end: Carol bears
# 80.00 or 70.00 for 50.00, and as much too much is taken from the year's earnings. Which of the two it is changes from one
# run to the next over the same book, since the marks are a set, whose order Python draws anew each time. The entry balances, and no
# error is told. beancount-share 0.1.11, by the same author and with the same marks, takes each amount off what is left.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check --no-deps beancount==2.3.6 beancount-allocate==0.1.4 \
  beancount-plugin-utils==0.0.4 python-dateutil==2.9.0.post0 six==1.17.0
cat >book <<'BEAN'
plugin "beancount_allocate.allocate" "{}"
2026-01-01 open Assets:Bank
2026-01-01 open Expenses:Rent
2026-01-01 open Equity:Earnings:Current
2026-01-02 * "rent" #allocate-Alice-20 #allocate-Bob-30 #allocate-Carol
  Assets:Bank   -100.00 EUR
  Expenses:Rent  100.00 EUR
BEAN
cat >shares.py <<'PY'
from beancount import loader

entries, errors, _ = loader.load_file("book")
assert not errors, errors
postings = next(one for one in entries if hasattr(one, "postings")).postings
amounts = {one.account.removeprefix("Equity:"): one.units.number for one in postings}
print(*(f"{name} {amounts[name]}" for name in ("Alice", "Bob", "Carol", "Earnings:Current")), sep=", ")
PY
seen=$(for draw in {1..12}; do PYTHONHASHSEED=$draw env/bin/python shares.py; done | sort -u)
described="Alice 20.00, Bob 30.00, Carol 70.00, Earnings:Current -120.00
Alice 20.00, Bob 30.00, Carol 80.00, Earnings:Current -130.00"
echo "$seen"
[ "$seen" = "$described" ] || { echo "no longer as described:"; echo "$described"; exit 1; }
