#!/usr/bin/env bash
# PyPI canatax 2.0.1: of 60,000 dollars in Québec 3,840.00 go to the pension plan and are still in the net income; of 3,500 everywhere 208.25 do.
#
# An estimate tells the contribution to the pension plan, CPP or in Québec QPP, and adds up what is taken from the income. The sum
# has CPP in it and not QPP, so that in Québec, and nowhere else, the parts are not the whole and net income is too high by the
# plan. The contribution itself is due on earnings between the basic exemption of 3,500 and the maximum (Canada Pension Plan,
# section 8; in 2025 71,300 at 5.95 %, in Québec at 6.4 %). The exemption is in the package's table and comes off the maximum only,
# so whoever earns less than 67,800 pays it from the first dollar: 2,380.00 of 40,000 instead of 2,171.75, and whoever earns no more
# than the exemption pays at all. Right is only who earns 71,300 or more.
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


def plan(income, rate):
    return str((max(0, min(income, 71300) - 3500) * Decimal(rate) / 100).quantize(Decimal("0.01")))


quebec, ontario = estimate(60_000, "QC"), estimate(60_000, "ON")
for name, one, missing in (("Québec", quebec, "3840.00"), ("Ontario", ontario, "0.00")):
    parts = one.federal_tax + one.provincial_tax + one.ei + one.cpp + one.qpp + one.qpip
    expect(f"{name}: the parts less their total", str((parts - one.total_tax).quantize(Decimal("0.01"))), missing)
expect("Québec: plan, total and net", [str(one) for one in (quebec.qpp, quebec.total_tax, quebec.net_income)],
       ["3840.00", "13598.81", "46401.19"])
expect("by law the plan is", plan(60_000, "6.4"), "3616.00")
for income, seen, law in ((3_500, "208.25", "0.00"), (40_000, "2380.00", "2171.75"), (67_800, "4034.10", "3825.85"),
                          (71_300, "4034.10", "4034.10")):
    expect(f"Ontario, {income}: plan, and by law", (str(estimate(income, "ON").cpp), plan(income, "5.95")), (seen, law))
PY
"$work/env/bin/python" "$work/seen.py"
