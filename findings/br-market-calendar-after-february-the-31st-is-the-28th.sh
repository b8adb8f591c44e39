#!/usr/bin/env bash
# PyPI br-market-calendar 0.2.3: monthly dates from 31 January are the 28th from February on, and Christmas is a business day.
#
# A monthly schedule has the day of its start, or the month's last where that day is missing, and the next month has it again. The
# package adds each month to the date before, so one February is never made good: from the 30th or 31st of January all later
# dates are the 28th, and the last period, to the end on 31 July, has three days. With no calendar given, day counts by 252
# business days use one without a single holiday, silently: from 21 December 2026 to 4 January are 10 days, by Brazil's 8.
# And business days per month are sorted by the text "01/2026", so that a winter's list has January before November.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --no-deps --no-compile br-market-calendar==0.2.3 python-dateutil==2.9.0.post0 six==1.17.0
"$work/venv/bin/python" - <<'PY'
from br_market_calendar.calendar import BrazilFinancialCalendar
from br_market_calendar.daycount import day_count
from br_market_calendar.schedule import generate_schedule


def expect(what, seen, described):
    print(f"{what}: {seen}")
    assert seen == described, f"no longer as described: {described}"


def dates(start, end, **options):
    return " ".join(f"{day:%d.%m}" for day in generate_schedule(start, end, convention="unadjusted", **options))


drifted = "28.02 28.03 28.04 28.05 28.06 28.07"
expect("from 30 January", dates("2026-01-30", "2026-07-30"), f"30.01 {drifted} 30.07")
expect("from 30 January, by month's ends", dates("2026-01-30", "2026-07-30", end_of_month=True), f"30.01 {drifted} 30.07")
expect("from 31 January", dates("2026-01-31", "2026-07-31"), f"31.01 {drifted} 31.07")

calendar = BrazilFinancialCalendar.from_holidays(["2026-12-25", "2027-01-01"])
expect("21 December to 4 January, with the two holidays", day_count("2026-12-21", "2027-01-04", "BUS/252", calendar), 8)
expect("the same without a calendar", day_count("2026-12-21", "2027-01-04", "BUS/252"), 10)

months = calendar.business_days_per_month("2025-11-01", "2026-02-28")
expect("business days per month", " ".join(months), "01/2026 02/2026 11/2025 12/2025")
PY
