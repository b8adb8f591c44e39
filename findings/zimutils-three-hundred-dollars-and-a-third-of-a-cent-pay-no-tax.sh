#!/usr/bin/env bash
# zimutils 0.1.1 (PyPI), payroll of Zimbabwe: the tax table is written in
# cents (up to 300.00 at 20 percent, from 300.01 at 25), but the income that
# is looked up in it is not rounded. Between two lines there is a gap of a
# cent, and who falls into it pays no tax at all: of a salary of 314.14 the
# pension takes 4.5 percent and leaves 300.0037, and the tax is 0 instead of
# 40; the levy on the tax is 0, too. One dollar more or less of salary, and
# it is 39.99 or 40.24. Above a million the table ends, and the tax is 0
# again. (The module of the payroll is loaded by itself, for the package
# wants a PDF library on import.) Independent check: the table by hand,
# where both lines meet at 40.00.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps zimutils==0.1.1
cat >"$work/seen.py" <<'PY'
import importlib.util, sys, sysconfig
def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")

path = sysconfig.get_paths()["purelib"] + "/zimutils/payroll.py"
spec = importlib.util.spec_from_file_location("payroll", path)
payroll = importlib.util.module_from_spec(spec)
spec.loader.exec_module(payroll)

def slip(salary):
    """Taxable income, tax and levy."""
    p = payroll.Payroll(employee_id="1")
    p.add_earning("Basic Salary", salary, track_nssa=True, is_taxable=True)
    for name in ("NSSA", "PAYE", "AIDS Levy"):
        p.add_deduction(name)
    p.finalize_deductions()
    amount = {d["name"]: round(d["amount"], 2) for d in p.deductions}
    return round(p.total_taxable_income, 4), amount["PAYE"], amount["AIDS LEVY"]

expect("300 by either line of the table", (300 * .20 - 20, 300 * .25 - 35), (40.0, 40.0))
expect("salary 314.10", slip(314.10), (299.9655, 39.99, 1.2))
expect("salary 314.14", slip(314.14), (300.0037, 0.0, 0))
expect("salary 315.14", slip(315.14), (300.9587, 40.24, 1.21))
expect("salary 1047.13, where the next line begins (215.00 by hand)", slip(1047.13), (1000.0092, 0.0, 0))
PY
"$work/env/bin/python" "$work/seen.py"
