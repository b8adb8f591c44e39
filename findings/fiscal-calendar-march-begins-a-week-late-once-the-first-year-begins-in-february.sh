#!/usr/bin/env bash
# PyPI fiscal-calendar 0.2.17: asked from 2 February 2025 on, March of the retail year 2026 begins on 8 March; asked from 29 January 2023 on, on the 1st.
#
# The package makes the 4-5-4 calendar of the National Retail Federation, "with dynamic start-date": four weeks, five and four in each quarter.
# It counts the months of a fiscal year as it numbers the calendar's, and gives the five weeks to the 2nd, 5th, 8th and 11th. A first year that
# begins in the last days of January has February as its first month, and all is right; one that begins on 1 to 6 February, as 2024, 2025 and 2026
# do in the Federation's own calendar, begins with the 2nd: February has five weeks, March and April four, in this year and in all
# that follow, and March, June, September and December begin a week late. A week's sales so belong to another month, and February has number 2. By the
# Federation's table March 2026 is from 1 March to 4 April.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check fiscal-calendar==0.2.17 pandas==2.1.4 numpy==1.26.4 reportlab==5.1.0 tabulate==0.8.10
cat >seen.py <<'PY'
import sys

from fiscal_calendar import FiscalCalendarGenerator


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def months(start):
    days = FiscalCalendarGenerator(start_date=start, end_date="2027-01-30").create_dataframe()
    of_2026 = days[days["fiscal_year"] == "2026"]
    named = of_2026.groupby("fiscal_month_name", sort=False)["day_date"].agg(["first", "count"])
    return {name: (first, count // 7) for name, first, count in named.itertuples()}


right, wrong = months("2023-01-29"), months("2025-02-02")
spring = ["February", "March", "April", "May"]
expect("asked from January 2023", [right[name] for name in spring],
       [("02/01/2026", 4), ("03/01/2026", 5), ("04/05/2026", 4), ("05/03/2026", 4)])
expect("asked from February 2025", [wrong[name] for name in spring],
       [("02/01/2026", 5), ("03/08/2026", 4), ("04/05/2026", 4), ("05/03/2026", 5)])
PY
env/bin/python -W ignore seen.py
