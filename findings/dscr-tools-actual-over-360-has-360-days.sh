#!/usr/bin/env bash
# PyPI dscr-tools 0.2.0: a loan by actual days over 360 bears the interest of 30/360, and a new rate lasts for one month.
#
# The README offers 30/360, Actual/360 ("agency multifamily") and Actual/365. A month is taken for 30 days by the second, too, and
# for a twelfth of 365 by the third, so the three give one interest, to the cent. By the day count that lenders write (ISDA 2006, section
# 4.16(e)), 8,000,000 at 6.5 % bear 527,222.22 in a year of 365 days and not 520,000.00. And of a loan with an adjustable
# rate, {13: 0.08} is the rate of the 13th month alone: the 14th is at the first year's again, and the payment is never
# reckoned anew.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check dscr-tools==0.2.0 --no-deps pandas==2.3.3 numpy==2.3.4 python-dateutil==2.9.0.post0 pytz==2025.2 tzdata==2025.2 six==1.17.0
cat >"$work/seen.py" <<'PY'
import sys

from dscrtools import LoanParams
from dscrtools.models import amortization

def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def loan(method, **more):
    return LoanParams(8_000_000, 0.065, 30, 10, method, **more)


for method in ("fixed_30_360", "fixed_actual_360", "fixed_actual_365"):
    expect(method, [row["interest"] for row in amortization.schedule(loan(method))[:2]], [43333.33, 43294.16])
expect("31 days of 360", round(8_000_000 * 0.065 * 31 / 360, 2), 44777.78)

rows = amortization.schedule(loan("arm"), rate_adjustments={13: 0.08})
expect("rates around the 13th month", [row["rate"] for row in rows[11:15]], [6.5, 8.0, 6.5, 6.5])
expect("payments around it", [row["payment"] for row in rows[11:15]], [50565.44] * 4)
PY
"$work/env/bin/python" "$work/seen.py"
