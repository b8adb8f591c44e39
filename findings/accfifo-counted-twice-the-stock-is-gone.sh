#!/usr/bin/env bash
# PyPI accfifo 0.2.0: stock that is counted a second time from the same purchases is gone.
#
# FIFO(entries) takes the sold pieces off the entries that it was given, not off copies: after 10 at 100, 10 at 120 and a sale of
# 15, the list of the caller holds a purchase of 5 and one of none. Whoever counts at the end of October and again in November with
# the one list is told that nothing is on stock, where 5 at 120 are, 600; the first count loses its value, too. What is realized has
# its sign turned round: pieces bought for 1600 and sold for 2250 are a "profit and loss" of -650. No docstring tells either.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check accfifo==0.2.0
cat >"$work/seen.py" <<'PY'
import sys

from accfifo import FIFO, Entry


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


book = [Entry(10, 100), Entry(10, 120), Entry(-15, 150)]
first = FIFO(book)
expect("stock and its value", (first.stock, first.valuation), (5, 600))
expect("sold for 2250, bought for 1600", first.profit_and_loss, -650)
again = FIFO(book)
expect("the same again", (again.stock, again.valuation), (0, 0))
expect("the first count, asked again", (first.stock, first.valuation), (5, 0))
expect("the caller's entries", [entry.quantity for entry in book], [10, 0, -15])

october = [Entry(10, 100), Entry(-4, 150)]
expect("6 of 10 at the end of October", FIFO(october).stock, 6)
expect("1 of 10 in November", FIFO(october + [Entry(-5, 150)]).stock, -3)
PY
"$work/env/bin/python" "$work/seen.py"
