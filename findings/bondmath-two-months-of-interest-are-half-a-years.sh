#!/usr/bin/env bash
# PyPI bondmath 0.1.3: a bond that pays two months after its issue pays half a year, and one that ends on 31 August pays on the 28th.
#
# The package is for bonds, "with the checks that catch the errors models actually make". Dates are counted back from the end, so
# that a bond may begin with a short period, "handled correctly" says its schedule. The interest of that period is in proportion to
# its days (ICMA's rule 251): of 1,000,000 at 6 %, issued on 15 November for 15 January and July, 9,946 for 61 days of 184 come
# first. Here it is 30,000, a day's interest three times as large, and the yield at par is 6 % all the same, where what it pays
# is worth 7.0 %. And each date is counted from the next one instead of the end's day, which the schedule promises to be
# anchored to: behind the first February all of August are the 28th.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps bondmath==0.1.3
cat >"$work/seen.py" <<'PY'
import sys
from datetime import date

from bondmath import Bond, accrued_interest, cash_flows, coupon_schedule, yield_from_price


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


issue = date(2026, 11, 15)
bond = Bond(face=1_000_000, coupon_rate=0.06, frequency=2, issue=issue, maturity=date(2029, 1, 15))
first = cash_flows(bond, issue)[0]
expect("first payment", (str(first.date), first.amount), ("2027-01-15", 30000.0))
expect("after thirty days", round(accrued_interest(bond, date(2026, 12, 15)).amount, 2), 14754.1)
expect("yield at par", round(yield_from_price(bond, issue, 1_000_000).ytm, 6), 0.06)
days = [str(day) for day in coupon_schedule(date(2026, 8, 31), date(2029, 8, 31), 2)]
expect("to 31 August 2029", days[:4], ["2026-08-31", "2027-02-28", "2027-08-28", "2028-02-28"])
PY
"$work/env/bin/python" "$work/seen.py"
