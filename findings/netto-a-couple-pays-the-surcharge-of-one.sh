#!/usr/bin/env bash
# PyPI netto 0.1.0: a German couple with 120,000 euros pays a surcharge of 1,086.71, of which the law knows nothing.
#
# The solidarity surcharge is due only above a tax of 16,956 euros, and of 33,912 for couples who are assessed together
# (Solidaritätszuschlaggesetz, section 3, paragraph 3, for 2021 and 2022). IS_MARRIED doubles the steps of the income tax, as it
# should, and leaves that limit single. So a couple with 26,088 of tax is charged by that name, from the end of the single's limit
# on, and nett pay, and the gross pay that a wanted net needs, are wrong for every couple between the two limits and a good way
# above. calc_income_tax(), which knows the law's own formula, does not look at IS_MARRIED at all: 32,663.55 are due for 100,000
# instead of 23,632.18, as calc_income_tax_by_integration() says.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps netto==0.1.0
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-compile numpy==1.26.4 scipy==1.11.4
cat >"$work/seen.py" <<'PY'
import sys

import netto


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


taxable = netto.calc_taxable_income(120_000, netto.calc_deductible_social_security(120_000))
tax = netto.calc_income_tax_by_integration(taxable)
expect("tax of the couple", round(tax, 2), 26088.01)
expect("surcharge", netto.calc_soli(tax), 1086.71)
expect("net pay", netto.calc_netto(120_000), 75861.92)
expect("of 100,000 by the formula", round(netto.calc_income_tax(100_000), 2), 32663.55)
expect("by the curve", round(netto.calc_income_tax_by_integration(100_000), 2), 23632.18)
PY
YEAR=2022 IS_MARRIED=True "$work/env/bin/python" -W ignore "$work/seen.py"
