#!/usr/bin/env bash
# PyPI quiffen 4.0.1: a payment of 5 November that it has written is one of 11 May when it is read again, for who writes the day first.
#
# The package reads QIF and writes it. The dates of QIF have no fixed order, so that a reader from Britain says day_first=True. What the
# package writes has the year first, 2026-11-05, unless a form is named; read with the same day_first it is 11 May, since that
# setting turns month and day round even behind a year. Only days up to the twelfth are turned: the 13th stays in November, and the
# books of one month are spread over the year without a word. A date that begins with four digits of a year is year, month, day
# in every country (ISO 8601).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check quiffen==4.0.1 python-dateutil==2.9.0.post0
cat >"$work/seen.py" <<'PY'
import sys
from pathlib import Path

from quiffen import Qif

file = Path(sys.argv[1])


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def days(books):
    return [f"{payment.date:%Y-%m-%d}" for account in books.accounts.values() for made in account.transactions.values() for payment in made]


file.write_text("!Type:Bank\nD05/11/2026\nT-20.00\nPShop\n^\nD13/11/2026\nT-30.00\nPShop\n^\n")
books = Qif.parse(file, day_first=True)
expect("the bank's file", days(books), ["2026-11-05", "2026-11-13"])
file.write_text(books.to_qif())
expect("written", [line for line in file.read_text().splitlines() if line.startswith("D2")], ["D2026-11-05", "D2026-11-13"])
expect("read again", days(Qif.parse(file, day_first=True)), ["2026-05-11", "2026-11-13"])
expect("without the setting", days(Qif.parse(file)), ["2026-11-05", "2026-11-13"])
PY
"$work/env/bin/python" "$work/seen.py" "$work/books.qif"
