#!/usr/bin/env bash
# PyPI pyloans 0.1.3: a loan of 15 January 2023 with yearly payments has its first on 31 December 2024, with the interest of one year.
#
# The package makes the payment plan of an instalment loan, weekly, monthly, every two months, quarterly, half-yearly or yearly. For the
# last three it takes the ends of quarters and years from the day of the loan on, drops the first of them as though it were that day, and charges each
# instalment with the interest of one period: 716 days cost 1,440.00 of 12,000.00 at 12 %, and a quarterly loan of 2 January pays on
# 30 June with three months' interest. Only a loan of the last day of a quarter or year has its first payment a period later. For
# monthly payments its text promises "the same day of the month every month", but a loan of 31 January pays on 28 February and from then on
# always on the 28th, since each day is counted from the one before. Right are 15 January 2024, 2 April 2023 (or the quarter's end before it) and 31 March.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check pyloans==0.1.3 pandas==2.1.4 numpy==1.26.4 numpy-financial==1.0.0
cat >"$work/seen.py" <<'PY'
import sys

from pyloans.Loan import Loan


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def plan(day, freq):
    rows = Loan(loan_amt=12000, interest_rate=0.12, term_in_months=36, loan_dt=day, freq=freq).original_cfs
    return [str(when.date()) for when in rows["dates"]], round(rows["interest_pmt"].iloc[0], 2)


expect("yearly", plan("2023-01-15", "Y"), (["2024-12-31", "2025-12-31", "2026-12-31"], 1440.0))
dates, interest = plan("2023-01-02", "Q")
expect("quarterly", (dates[:2], interest), (["2023-06-30", "2023-09-30"], 360.0))
expect("quarterly, from the end of one", plan("2022-12-31", "Q")[0][:2], ["2023-03-31", "2023-06-30"])
expect("monthly from 31 January", plan("2023-01-31", "M")[0][:3], ["2023-02-28", "2023-03-28", "2023-04-28"])
PY
"$work/env/bin/python" -W ignore "$work/seen.py"
