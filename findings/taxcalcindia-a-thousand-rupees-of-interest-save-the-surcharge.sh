#!/usr/bin/env bash
# PyPI taxcalcindia 0.1.4: gains of 70 lakh bear a surcharge of 79,500 rupees, and none as soon as there is other income of 1,000 beside them.
#
# The package computes India's income tax from salary, gains, business and other income. The surcharge (10 % of the tax once the
# total income is over 50 lakh) it takes from the income without the gains that have rates of their own; only somebody with nothing but gains
# has them counted. So 30 lakh of salary and 40 lakh of gains, 70 lakh in all, are not over 50 lakh: 10,19,200 instead of 11,21,120 (9,80,000 and a
# tenth, and 4 % cess on both), while a salary of as much bears it. The Finance Act's first schedule asks for the total income "including" the
# income under sections 111A and 112A, whose part of the surcharge has a limit of its own (15 %). The rent allowance under the old regime
# is wrong the same quiet way: is_metro_resident is not asked, so that half of the pay is free outside the four metros too, where rule 2A has
# two fifths, and a civil servant has no exemption at all, though section 10(13A) knows no kind of employer.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check taxcalcindia==0.1.4
cat >"$work/seen.py" <<'PY'
import sys

from taxcalcindia import CapitalGainsIncome, Deductions, IncomeTaxCalculator, OtherIncome, SalaryIncome, TaxSettings
from taxcalcindia.models import EmploymentType


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def new_regime(**income):
    asked = IncomeTaxCalculator(TaxSettings(age=40, financial_year=2025), **income)
    tax = asked.calculate_tax()["tax_liability"]["new_regime"]
    return asked.gross_income, tax["components"]["surcharge"], tax["total"]


gains = lambda lakh: CapitalGainsIncome(long_term_at_12_5_percent=lakh * 100_000)
expect("gains of 70 lakh", new_regime(capital_gains=gains(70)), (7_000_000, 79_500.0, 909_480))
expect("and 1,000 of interest", new_regime(capital_gains=gains(70), other_income=OtherIncome(1_000))[:2], (7_001_000, 0.0))
both = dict(salary=SalaryIncome(basic_and_da=3_075_000), capital_gains=gains(40))
expect("salary and 40 lakh of gains", new_regime(**both), (7_075_000, 0.0, 1_019_200))
expect("as much in salary", new_regime(salary=SalaryIncome(basic_and_da=7_075_000))[1], 168_000.0)

pay, rent = SalaryIncome(basic_and_da=1_000_000, hra=500_000), Deductions(rent_for_hra_exemption=600_000)
for metro, employer, free in ((True, "PRIVATE", 500_000), (False, "PRIVATE", 500_000), (True, "GOVERNMENT", 0)):
    settings = TaxSettings(age=40, financial_year=2025, is_metro_resident=metro, employment_type=EmploymentType[employer])
    taxed = IncomeTaxCalculator(settings, salary=pay, deductions=rent).old_regime_taxable_income
    expect(f"rent free of tax, metro {metro}, {employer}", 1_450_000 - taxed, free)
PY
"$work/env/bin/python" "$work/seen.py"
