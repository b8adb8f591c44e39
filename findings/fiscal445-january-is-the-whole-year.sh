#!/usr/bin/env bash
# PyPI fiscal445 1.1.1: in January of a retail year the month to date is the year to date, and February begins a day late.
#
# The package makes a 4-4-5 calendar from the year's first day, and its own first example begins in February, as retail
# years do; January is then the last of twelve months. month_to_date() takes January for the first one all the same: on 20
# January 2027 it begins on 1 February 2026, and a month's sales are those of a year. In February, the first month, it
# begins on the 2nd, so that a day's sales are in no month. month_to_date_completed() begins January rightly, on
# 27 December, and the two give different months on the same day.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check fiscal445==1.1.1 pandas==2.3.3 numpy==2.3.5
cat >seen.py <<'PY'
import sys

import fiscal445
import fiscal445.app


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


year = fiscal445.Calendar("2026-02-01", "sat").build().show


def on(day):
    fiscal445.app.current = day  # today, which the package reads once, when it is imported
    return year


expect("month of 20 January", (on("2027-01-20").cur_month(), on("2027-01-20").cur_week_of_month()), ("January", 4))
expect("month to date", on("2027-01-20").month_to_date(), ("2026-02-01", "2027-01-20"))
expect("year to date", on("2027-01-20").year_to_date(), ("2026-02-01", "2027-01-20"))
expect("completed weeks", on("2027-01-20").month_to_date_completed(), ("2026-12-27", "2027-01-16"))
expect("20 December", on("2026-12-20").month_to_date(), ("2026-11-29", "2026-12-20"))
expect("4 February", on("2026-02-04").month_to_date(), ("2026-02-02", "2026-02-04"))
PY
env/bin/python seen.py
