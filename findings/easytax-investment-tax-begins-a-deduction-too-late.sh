#!/usr/bin/env bash
# easytax 0.0.21 (PyPI), net investment income tax of the United States, 3.8
# percent. Its own text says: on the lesser of the investment income and "the
# amount by which modified adjusted gross income exceeds" 200,000. It takes
# the taxable income instead, after the standard (or itemized) deduction, so
# the tax begins 14,600 too late: with 200,000 of wages and 14,600 of
# interest it is 0 instead of 554.80, and who itemizes 50,000 pays nothing
# up to 250,000. Adjusted gross income is reckoned right beside it. (The
# deduction lowers the income tax; it is not in form 8960, line 13.)
# Independent check: the rule quoted, applied to the library's own adjusted
# gross income.
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

def both(wages, interest, **more):
    """The tax by the rule, from the library's adjusted gross income, and as told."""
    h = TaxHandler(2024, "Single", "Texas", [dict(salaries_and_wages=wages, interest_income=interest, **more)])
    agi = h.federal_income_handlers[0].adjusted_gross_income
    return agi, round(0.038 * max(0, min(interest, agi - 200000)), 2), round(h.niit_tax_owed[0], 2)

expect("wages 200,000, interest 14,600: income, by rule, told", both(200000, 14600), (214600, 554.8, 0.0))
expect("wages 200,000, interest 30,000", both(200000, 30000), (230000, 1140.0, 585.2))
expect("the same, 50,000 itemized",
       both(200000, 30000, use_standard_deduction=False, interest_paid=50000), (230000, 1140.0, 0.0))
expect("wages 300,000, interest 30,000 (above either way)", both(300000, 30000), (330000, 1140.0, 1140.0))
PY
"$work/env/bin/python" "$work/seen.py"
