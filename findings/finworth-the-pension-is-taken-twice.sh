#!/usr/bin/env bash
# PyPI finworth 0.8.0: the employer's pension share is paid on top of the provident fund that it is a part of.
#
# In India an employer pays 12 % of the wage: 8.33 % go to the pension scheme and 3.67 % to the provident fund (Employees' Pension
# Scheme 1995, paragraph 3), which is also what the package's epf_maturity reckons with. salary_breakup takes 12 % and then 8.33 %
# once more from what the company pays, so of 600,000 a year 14,994 are nobody's: allowance, pay and contributions add up only with
# them. Above fifty million the new regime's surcharge is told as 37 %; the Finance Act 2023 has 25 % for the highest of it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check finworth==0.8.0
cat >"$work/seen.py" <<'PY'
import sys

from finworth import epf_maturity, income_tax_slab, salary_breakup

def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


pay = salary_breakup(600_000)
shares = {name: pay[name] for name in ("employee_pf", "employer_pf", "employer_pension")}
expect("provident fund and pension", shares, {"employee_pf": 21600, "employer_pf": 21600, "employer_pension": 14994})
expect("12 % of 15000 a month", round(15000 * 12 * 0.12), 21600)
expect("special allowance", pay["special_allowance"], 98983)
left = 600_000 - 300_000 - 150_000 - 21600 - pay["gratuity_provision"]
expect("what is left for it", left, 98983 + 14994)
year = epf_maturity(15000, years=1, annual_increment=0)
expect("the fund's own function", round(year["employer_contribution"] + 15000 * 12 * 0.0833), 21600)

for income, described in ((40_000_000, 0.25), (60_000_000, 0.37)):
    told = income_tax_slab(income, "new", "2025-26")
    expect(f"surcharge on {income}", round(told["surcharge"] / told["tax_before_cess"], 2), described)
PY
"$work/env/bin/python" "$work/seen.py"
