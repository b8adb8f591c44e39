#!/usr/bin/env bash
# PyPI loanit 0.1.0: a loan with a balloon of 30,000 ends with a payment of 89,204.45, and its own balance forgot 47,812.27 of it.
#
# A balloon loan pays back a part in instalments and leaves a sum that is agreed on for the end, in this package 30 % of the
# loan. The instalment is made as if the rest were a loan of its own, and each instalment then has to bear the interest on
# the balloon as well: of 100,000 at 10 % over ten years only 18,905.04 is paid back in nine of them, and what is due with
# the last is not 30,000 but 81,094.96 and its interest. The column "Total Balance" is what is still to be paid: before the
# last payment it says 41,392.18, and after 89,204.45 it is nought. And "Year" counts payments: with twelve a year,
# breakdown_of_year(1) is the first month's interest, and outstanding_principal_after(5) years of five is nearly the whole
# loan.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check loanit==0.1.0
cat >"$work/seen.py" <<'PY'
import sys

from loanit import Loan


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


balloon = Loan(principal=100000, annual_rate=0.10, years=10, loan_type="balloon").amortization_schedule()
expect("owed after nine years", balloon[8]["Principal Balance"], 81094.96)
expect("still to be paid after nine years", balloon[8]["Total Balance"], 41392.18)
last = balloon[9]
expect("the last payment", (last["Payment"], last["Principal Paid"], last["Total Balance"]), (89204.45, 81094.96, 0))

monthly = Loan(principal=100000, annual_rate=0.12, years=5, payments_per_year=12)
expect("interest of all years", monthly.total_interest(), 33466.68)
expect("interest of the first year", monthly.breakdown_of_year(1)["Interest Paid"], 1000.0)
expect("owed after five years of five", monthly.outstanding_principal_after(5), 93754.1)
PY
"$work/env/bin/python" "$work/seen.py"
