#!/usr/bin/env bash
# PyPI taxman 0.2.0: with 11,850 pounds a year no income tax is due, with 11,851 it is 6,900.00, and of insurance one month is taken off.
#
# The README says that the package works out income tax and National Insurance for 2018-19 and deducts them. Basic rate is 20 % on the
# income between the allowance and 46,350 (Income Tax Act 2007, s. 10 and s. 23: a rate is charged on the income that falls into its
# band). Here whoever has more than the allowance pays it on the whole band: 20,000 pounds and 46,350 pounds have the same tax. The
# right amounts are 20 pence for 11,851, 1,630.00 for 20,000 and 6,900.00 for 46,350; above that it is right. Contributions are
# worked out for a month (Class 1, 12 % above 702 pounds) and taken from the year as they are: who has 46,350 keeps 39,070.74, and with
# twelve of them 34,898.88.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps taxman==0.2.0
cat >"$work/seen.py" <<'PY'
import sys

from taxman.allowance.personal_allowance import PersonalAllowance
from taxman.calculator.calculator import Calculator
from taxman.income.employment import Employment


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def of(salary):
    return Calculator([Employment(salary)], [PersonalAllowance(11850)]).calculate()


def band(salary):
    return round(0.2 * (min(salary, 46350) - 11850) + 0.4 * max(0, salary - 46350), 2)


expect("tax on 11,850", (of(11850).income_tax, band(11850)), (0.0, 0.0))
expect("tax on 11,851", (of(11851).income_tax, band(11851)), (6900.0, 0.2))
expect("tax on 20,000", (of(20000).income_tax, band(20000)), (6900.0, 1630.0))
expect("tax on 46,350", (of(46350).income_tax, band(46350)), (6900.0, 6900.0))
expect("tax on 50,000", (of(50000).income_tax, band(50000)), (8360.0, 8360.0))
expect("kept of 11,850", round(of(11850).net_income, 2), 11815.74)
expect("kept of 11,851", round(of(11851).net_income, 2), 4916.73)
year = of(46350)
expect("contributions of the year", round(year.employees_ni, 2), 379.26)
expect("kept of 46,350", round(year.net_income, 2), 39070.74)
expect("with twelve months of them", round(46350 - year.income_tax - 12 * year.employees_ni, 2), 34898.88)
PY
"$work/env/bin/python" "$work/seen.py"
