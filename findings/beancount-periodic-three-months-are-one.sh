#!/usr/bin/env bash
# PyPI beancount-periodic 0.2.1 (with beancount 3.2.3): a quarter's rent of 3000.00 is paid twelve times a year.
#
# The plugins of this package repeat, split and spread transactions by a mark such as "1 Year /3 Months", a duration and a step;
# the README's own example of a long mark steps by "12 Months". Of the step the unit counts and the number before it only with
# days and weeks: 3, 6 and 12 months are one month, two quarters one, two years one. So a rent that is paid every three
# months is there every month, 36000.00 a year for 12000.00, and each entry says that it is one of twelve. "Quarterly" is
# right, and so are "2 Weeks" and "90 Days".
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check beancount-periodic==0.2.1 beancount==3.2.3 beangulp==0.2.0
cat >"$work/seen.py" <<'PY'
import sys

from beancount import loader
from beancount.core.data import Transaction

LEDGER = """
plugin "beancount_periodic.recur"
2026-01-01 open Assets:Bank
2026-01-01 open Expenses:Rent
2026-01-01 * "Rent"
  recur: "{}"
  Assets:Bank  -3000.00 EUR
  Expenses:Rent
"""


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def paid(mark):
    entries, errors, _ = loader.load_string(LEDGER.format(mark))
    rents = [entry for entry in entries if isinstance(entry, Transaction)]
    total = sum(posting.units.number for entry in rents for posting in entry.postings if posting.account == "Expenses:Rent")
    return len(rents), str(total), len(errors)


expect("each quarter", paid("1 Year /Quarterly"), (4, "12000.00", 0))
expect("every three months", paid("1 Year /3 Months"), (12, "36000.00", 0))
expect("every twelve months", paid("1 Year /12 Months"), (12, "36000.00", 0))
expect("every two quarters", paid("1 Year /2 Quarters"), (4, "12000.00", 0))
expect("every two years of four", paid("4 Years /2 Years"), (4, "12000.00", 0))
expect("every two weeks", paid("52 Weeks /2 Weeks"), (26, "78000.00", 0))
PY
"$work/env/bin/python" "$work/seen.py"
