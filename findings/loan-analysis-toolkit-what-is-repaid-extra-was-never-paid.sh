#!/usr/bin/env bash
# PyPI loan-analysis-toolkit 0.2.0 (with pandas 2.3.3): a loan of 12,000 is paid off with 6,385.98, and charged on the 28th though it began on the 31st.
#
# total_repayments is the "total repayment made by the customers over the life of the loan, in dollars", and what they repay extra
# each month is not in it, nor in the month's "Total Repayment": with 500 more a month 12,385.99 left the customer's account by the
# list of transactions, and the summary has little more than half. The first answer to "what does it save to pay more" is six
# thousand too good. A month's "Loan Balance (First Day of Month)" is the one after the interest was charged. Interest is "always
# charged" on the day of the month on which the loan was settled; one of 31 January is charged on 28 February and on the 28th ever
# after, as each date is counted from the one before.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check loan-analysis-toolkit==0.2.0 pandas==2.3.3 numpy==2.3.5 pydantic==2.12.4
cat >"$work/seen.py" <<'PY'
import sys
from loan_analysis_toolkit.schedule import prepare_loan_summary


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


result = prepare_loan_summary(dict(
    start_date="2025-01-31", loan_amount=12000, annual_rate=6, loan_duration_years=2, loan_duration_months=0,
    repayment_frequency="monthly", initial_offset_amount=0, offset_contribution_frequency="monthly",
    offset_contribution_regular_amount=0, extra_repayments_frequency="monthly", extra_repayments_regular_amount=500,
    capture_interest_accrual=False,
))
listed = result["all_transactions"]
of_kind = listed.groupby("Transaction Type")["Transaction Amount"].sum().round(2).to_dict()
expect("repaid by the list", (of_kind["Repayment"], of_kind["Extra Repayment"]), (6385.98, 6000.02))
expect("interest by the list", of_kind["Interest Charged"], 386.0)
expect("loan and interest less both", round(12000 + of_kind["Interest Charged"] - of_kind["Repayment"] - of_kind["Extra Repayment"], 2), 0.0)
expect("total repayments", round(result["total_repayments"], 2), 6385.98)
charged = listed[listed["Transaction Type"] == "Interest Charged"]["Date"]
expect("charged on", [str(day.date()) for day in charged[:4]], ["2025-02-28", "2025-03-28", "2025-04-28", "2025-05-28"])
february = result["monthly_summary"].iloc[1]
expect("balance on the first day of February", round(february["Loan Balance (First Day of Month)"], 2), 12055.23)
PY
"$work/env/bin/python" "$work/seen.py"
