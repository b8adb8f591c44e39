#!/usr/bin/env bash
# PyPI beancount-interpolate 2.5.1 (with beancount 3.2.3): a desk of 1040.00 is depreciated by 1060.00, and one over a month by 1300.00.
#
# The plugin depr spreads an asset's cost over a period in steps, both told in a mark such as "Year / week". The cost is
# divided by the number of whole steps in the period, 52 weeks of a year, and one part is booked on each day that a
# step begins before the period ends: the 53rd week begins on its last day. So 53 parts of 20.00 go to the expenses and the
# desk is worth -20.00. In weeks a month has five parts of a quarter, and a year in fortnights 27 of a 26th. By days and by
# months, which divide without a rest, the sums are right, and the last part even takes up the cents of rounding.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check beancount-interpolate==2.5.1 beancount==3.2.3
cat >seen.py <<'PY'
import sys

from beancount import loader
from beancount.core.data import Transaction


def expect(mark, described):
    entries, errors, _ = loader.load_string(f"""
plugin "beancount_interpolate.depreciate" "{{}}"
2024-01-01 open Assets:Bank
2024-01-01 open Assets:Fixed:Desk
2024-01-01 open Expenses:Depreciation:Desk
2024-01-02 * "Desk"
  Assets:Fixed:Desk  1040.00 EUR
    depr: "{mark}"
  Assets:Bank
""")
    booked = [one for entry in entries if isinstance(entry, Transaction) for one in entry.postings]

    def total(account):
        return format(sum(one.units.number for one in booked if one.account == account), ".2f")

    steps = len([one for one in booked if one.account.startswith("Expenses")])
    seen = (errors, steps, total("Expenses:Depreciation:Desk"), total("Assets:Fixed:Desk"))
    print(f"{mark}: {seen!r}")
    if seen != ([], *described):
        sys.exit(f"no longer as described: {described!r}")


expect("Year / day", (366, "1040.00", "0.00"))
expect("Year / month", (12, "1040.00", "0.00"))
expect("Year / week", (53, "1060.00", "-20.00"))
expect("Year / 2 weeks", (27, "1080.00", "-40.00"))
expect("Month / week", (5, "1300.00", "-260.00"))
PY
env/bin/python seen.py
