#!/usr/bin/env bash
# amortizacion-engine 0.1.0 (PyPI), mode CUSTOM_SCHEDULE: the user says in
# which month he pays how much, and each payment is split into interest and
# capital at the yearly rate. However many months have gone by since the last
# payment, the interest is that of one: of 10,000 at 24 percent a year, the
# first payment after six months bears 200, not 1,200 (six times two percent,
# or 1,261.62 compounded). Two half-yearly payments cost 304 in interest
# where a loan at that rate costs well above 1,700, and one payment after a
# year costs 200. The dates in the rows are right and half a year apart.
# Independent check: the internal rate of the payments, by bisection, and the
# same payments written in periods of half a year at half the rate.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check amortizacion-engine==0.1.0
cat >"$work/seen.py" <<'PY'
import sys
from decimal import Decimal as D
from financial_engine import simulate
def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")

def run(payments, periods):
    return simulate(mode="CUSTOM_SCHEDULE", principal="10000", annual_rate="0.24",
                    periods=periods, start_date="2026-01-01",
                    custom_payments=[{"period": p, "amount": a} for p, a in payments])

def yearly_rate(flows):
    """Twelve times the monthly rate at which the payments are worth 10,000."""
    low, high = 0.0, 1.0
    for _ in range(100):
        mid = (low + high) / 2
        worth = sum(a / (1 + mid) ** m for m, a in flows)
        low, high = (mid, high) if worth > 10000 else (low, mid)
    return round(12 * low, 4)

r = run([(6, "5000"), (12, "6000")], 12)
expect("dates", [str(row.date) for row in r.schedule], ["2026-07-01", "2027-01-01"])
expect("interest of the first six months (1200 by hand)", str(r.schedule[0].interest_component), "200.00")
expect("interest of the year", str(r.summary.total_interest), "304.00")
expect("rate these payments really bear",
       yearly_rate([(row.period, float(row.payment)) for row in r.schedule]), 0.0397)
once = run([(12, "10200")], 12)
expect("one payment after a year bears (2400 by hand)", str(once.summary.total_interest), "200.00")
every = run([(m, "900") for m in range(1, 12)] + [(12, "2000")], 12)
expect("rate when paid every month",
       yearly_rate([(row.period, float(row.payment)) for row in every.schedule]), 0.24)
PY
"$work/env/bin/python" "$work/seen.py"
