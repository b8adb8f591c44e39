#!/usr/bin/env bash
# PyPI calcnook 0.2.0: one rupee more of income costs 62,400 of tax, and a saving that grows by 10 % a year grows by 0.1 %.
#
# In India's new regime an income of up to 12,00,000 pays nothing (section 87A), and for those a little above, the same section has a
# proviso: the tax is no more than what the income exceeds the 12,00,000 by. The package says that it applies 87A and drops the
# rebate at once, so 1 rupee above costs 62,400.16 and not 1.04, and a raise of 70,000 leaves less than before.
# A monthly saving with a step-up is documented with "0.10 means contribution grows 10% each year", and every other rate of the
# package is such a fraction; the step-up alone is divided by 100 once more. So ten years of 5,000 put aside are 602,707, not 956,245.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --no-deps --no-compile calcnook==0.2.0
"$work/venv/bin/python" - <<'PY'
from calcnook.core import periodic_investment
from calcnook.countries.india import income_tax


def expect(what, seen, described):
    print(f"{what}: {seen}")
    assert seen == described, f"no longer as described: {described}"


def tax(salary):
    return round(income_tax.calculate(salary).tax_owed, 2)


# A salary has 75,000 of standard deduction, and the tax is raised by a cess of 4 %.
expect("tax at 12,00,000 after the deduction", tax(1_275_000), 0.0)
expect("tax at 12,00,001", tax(1_275_001), 62400.16)
expect("tax at 12,10,000, where the law's is 10,400.00", tax(1_285_000), 63960.0)
expect("left of 12,75,000", 1_275_000 - tax(1_275_000), 1275000.0)
expect("left of 13,45,000", 1_345_000 - tax(1_345_000), 1271680.0)

saved = periodic_investment.calculate(5000, 0.0, 10, step_up_percent=0.10)
expect("put aside in ten years", round(saved.total_invested), 602707)
expect("the same, each year by a tenth more", round(sum(12 * 5000 * 1.1**year for year in range(10))), 956245)
documentation = " ".join(periodic_investment.calculate.__doc__.split())
expect("documented", "0.10 means contribution grows 10% each year" in documentation, True)
PY
