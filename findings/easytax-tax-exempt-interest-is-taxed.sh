#!/usr/bin/env bash
# easytax 0.0.21 (PyPI) reckons the income taxes of the United States. It
# asks for tax-exempt interest (that of municipal bonds, line 2a of form
# 1040) apart from other interest, and adds it to the income all the same:
# 20,000 of it cost a single filer with 100,000 of wages 4,497.50, to the
# cent what 20,000 of taxable interest cost. Line 2a is for information and
# is in no sum of the form; the law (section 103) leaves the interest out of
# gross income. Independent check: the federal tax of the wages alone by the
# brackets of 2024, which the tax-exempt interest must not change.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check easytax==0.0.21
cat >"$work/seen.py" <<'PY'
import logging, sys
logging.disable(logging.CRITICAL)
from easytax.handler.TaxHandler import TaxHandler
def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")

def federal(**income):
    return TaxHandler(2024, "Single", "Texas", [income]).federal_tax_owed[0]

def by_hand(wages):
    """Brackets of 2024 for a single filer, standard deduction 14,600."""
    left, low, tax = wages - 14600, 0, 0
    for high, rate in ((11600, .10), (47150, .12), (100525, .22), (191950, .24)):
        tax += max(0, min(left, high) - low) * rate
        low = high
    return tax

expect("wages of 100,000, by hand", by_hand(100000), 13841.0)
expect("wages of 100,000", federal(salaries_and_wages=100000), 13841.0)
expect("and 20,000 of tax-exempt interest",
       federal(salaries_and_wages=100000, tax_exempt_interest=20000), 18338.5)
expect("and 20,000 of taxable interest",
       federal(salaries_and_wages=100000, interest_income=20000), 18338.5)
expect("tax-exempt interest of 100,000 and nothing else",
       federal(salaries_and_wages=0, tax_exempt_interest=100000), 13841.0)
PY
"$work/env/bin/python" "$work/seen.py"
