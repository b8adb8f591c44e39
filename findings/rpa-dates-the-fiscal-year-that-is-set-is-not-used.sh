#!/usr/bin/env bash
# rpa-dates 2.0.4 (PyPI): "you can customize the service behavior", and the
# README sets the month in which the fiscal year begins to October, "e.g. US
# Government". The two functions of the fiscal year do not look at it; they
# begin in April, whatever was set. For 15 May 2024 a service set to October
# gives the fiscal year 2025 and its month 2, where that government is in
# year 2024 and month 8; for January to March and October to December the
# year happens to agree, so a test at New Year passes. The input format of
# the same settings is used. Given once more with each call, the month works.
# Independent check: the rule of that government by hand, month by month.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check rpa-dates==2.0.4 holidays==0.84 python-dateutil==2.9.0.post0 six==1.17.0 requests==2.32.5
cat >"$work/seen.py" <<'PY'
import sys
from rpa_dates import DateConfig, DateService
def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")

set_to = DateService(DateConfig(default_input_format="%Y-%m-%d", fiscal_year_start_month=10))
plain = DateService(DateConfig(default_input_format="%Y-%m-%d"))

def by_hand(month):
    """Fiscal year and month of the United States government, for 2024."""
    return 2024 + (month >= 10), (month - 10) % 12 + 1

def told(service, month, **more):
    day = f"2024-{month:02d}-15"
    return service.fiscal_year(day, **more), service.fiscal_month(day, **more)

expect("is the setting there", set_to.config.fiscal_year_start_month, 10)
expect("May, by hand", by_hand(5), (2024, 8))
expect("May, by the service set to October", told(set_to, 5), (2025, 2))
expect("months in which it agrees with one that was not set",
       sum(told(set_to, m) == told(plain, m) for m in range(1, 13)), 12)
expect("months with the wrong fiscal year", [m for m in range(1, 13) if told(set_to, m)[0] != by_hand(m)[0]],
       [4, 5, 6, 7, 8, 9])
expect("months with the wrong fiscal month",
       sum(told(set_to, m)[1] != by_hand(m)[1] for m in range(1, 13)), 12)
expect("given with the call, wrong ones", sum(told(set_to, m, start_month=10) != by_hand(m) for m in range(1, 13)), 0)
PY
"$work/env/bin/python" "$work/seen.py"
