#!/usr/bin/env bash
# PyPI fixed-income 0.1.3 (with qfin-datasets 0.1.0): the last half year of a bond pays the interest of a whole one.
#
# cashflows() says of itself "per-period coupon payment is C = c * face / m" and "final cashflow at maturity includes principal: face +
# C". What it adds to the face value is the year's interest, whatever the number of payments a year: a bond of 1,000,000 at
# 6 % with two a year pays 30,000 three times and 1,060,000 at the end, and one that has a single half year to go pays 1,060,000
# too. Bought at its face value such a bond yields 6 %, which is 6.09 % by the year; here it is 7.56 %. Four payments a
# year make it worse, and only a bond that pays once a year is right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps fixed-income==0.1.3 qfin-datasets==0.1.0
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-compile numpy==1.26.4 scipy==1.11.4
cat >"$work/seen.py" <<'PY'
import sys

from fixed_income import Bond


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def payments(years, a_year):
    bond = Bond(c=0.06, F=1_000_000, T=years, P=1_000_000, m=a_year)
    times, amounts = bond.cashflows()
    return list(zip(times.tolist(), amounts.tolist())), round(bond.ytm(), 4)


flows, rate = payments(2, 2)
expect("two a year", flows, [(0.5, 30000.0), (1.0, 30000.0), (1.5, 30000.0), (2.0, 1060000.0)])
expect("yield at par", rate, 0.0756)
expect("a half year", payments(0.5, 2)[0], [(0.5, 1060000.0)])
expect("four a year", payments(1, 4)[0][-2:], [(0.75, 15000.0), (1.0, 1060000.0)])
expect("one a year", payments(2, 1), ([(1.0, 60000.0), (2.0, 1060000.0)], 0.06))
PY
"$work/env/bin/python" "$work/seen.py"
