#!/usr/bin/env bash
# PyPI evenmoney 1.0.1: of 150,000 złotys 30,000 are taxed at 12 % and at 32 % too, and in the United States 14,600 dollars twice over.
#
# The allowance is taken from the income, and the steps of the tariff stay where they are; but where a step begins is then taken to
# be the end of the one before less the allowance. So the two overlap by the allowance, and what lies in it bears both rates. The
# breakdown that comes along says so itself: 12 % from 30,000 to 150,000 and 32 % from 120,000 to 150,000. By the Polish tariff that
# the package notes (30,000 free, 12 % up to 120,000, 32 % above; PIT Act, art. 27) 20,400 are due instead of 24,000. In the United
# States 2024 a single person with 100,000 less the standard deduction of 14,600 owes 13,841 (Rev. Proc. 2023-34: 10 % of 11,600, 12
# % up to 47,150, 22 % above), and 18,445 are asked for, since the 10 % step is taxed again at 12 %. Britain has no such allowance
# in its profile and is right as far as the steps go.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps evenmoney==1.0.1
cat >"$work/seen.py" <<'PY'
import sys
from evenmoney import tax


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def by_steps(taxable, steps):
    due, begin = 0, 0
    for end, rate in steps:
        due += max(0, min(taxable, end) - begin) * rate
        begin = end
    return due / 100


poland = tax.income(150_000, country="PL", annual=True)
expect("Poland, 150,000", poland.income_tax, 24000.0)
expect("its steps", [(step["from"], step["to"], step["rate"]) for step in poland.brackets],
       [(30000.0, 150000.0, "12%"), (120000.0, 150000.0, "32%")])
expect("by the law", by_steps(150_000, [(30_000, 0), (120_000, 12), (10**9, 32)]), 20400.0)
states = tax.income(100_000, country="US", annual=True)
expect("United States, 100,000", states.income_tax, 18445.0)
expect("its steps", [(step["from"], step["to"], step["rate"]) for step in states.brackets],
       [(14600.0, 26200.0, "10%"), (14600.0, 61750.0, "12%"), (47150.0, 100000.0, "22%")])
expect("by the law", by_steps(100_000 - 14_600, [(11_600, 10), (47_150, 12), (100_525, 22)]), 13841.0)
PY
"$work/env/bin/python" "$work/seen.py"
