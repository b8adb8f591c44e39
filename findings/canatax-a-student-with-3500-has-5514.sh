#!/usr/bin/env bash
# PyPI canatax 2.0.1: who earns 3,500 dollars in Ontario has 5,514.50 after tax, and of 100,000 in Alberta 863.78 too little federal tax is due.
#
# The basic personal amount (15,705 in the package for 2025) is a credit against tax, at the lowest rate, which is not refunded
# (Income Tax Act, subsections 118(1) and 117(1)). The package takes the amount off the income. Below it the taxable income is less
# than nothing, and so is the tax: 3,500 dollars bear -1,830.75 of federal and -449.40 of provincial tax, and net income is more
# than gross. Above the first bracket the amount saves the highest rate that the income bears instead of the lowest: federal tax on
# 100,000 is given as 14,124.85, and by the package's own brackets (15 % up to 57,375, 20.5 % above) less 15 % of 15,705 it is
# 14,988.63. In the first bracket both come to the same.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps canatax==2.0.1
cat >"$work/seen.py" <<'PY'
import sys
from contextlib import redirect_stdout
from decimal import Decimal
from io import StringIO

from canatax import IncomeTaxCalculator


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def estimate(income, province):
    with redirect_stdout(StringIO()):  # it prints two numbers
        return IncomeTaxCalculator.calculate(income, province)


def federal(income):
    steps = min(income, 57375) * Decimal("0.15") + max(0, min(income, 114750) - 57375) * Decimal("0.205")
    return str(max(Decimal(0), steps - 15705 * Decimal("0.15")).quantize(Decimal("0.01"), "ROUND_HALF_UP"))


student = estimate(3_500, "ON")
expect("3,500: federal, provincial, net", [str(one) for one in (student.federal_tax, student.provincial_tax, student.net_income)],
       ["-1830.75", "-449.40", "5514.50"])
for income, seen, law in ((10_000, "-855.75", "0.00"), (50_000, "5144.25", "5144.25"), (100_000, "14124.85", "14988.63")):
    expect(f"{income}: federal tax, and by credit", (str(estimate(income, "AB").federal_tax), federal(income)), (seen, law))
PY
"$work/env/bin/python" "$work/seen.py"
