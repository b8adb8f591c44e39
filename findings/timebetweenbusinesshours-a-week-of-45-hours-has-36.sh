#!/usr/bin/env bash
# PyPI TimeBetweenBusinessHours 0.8.5: from Monday at nine to Friday at six are 45 working hours by one function and "36:00" by the other.
#
# The package tells the working hours between two moments, given the hours of a day and its weekends: get_hours() in whole hours,
# get_hours_and_minutes() as a text. The second puts an end at or behind closing time back to the morning of the same
# day, so that the whole last day is gone, in each span over more than one day that ends when the office closes or later; within one
# day, and an hour before closing time, it is right. The first asks neither of the first nor of the last day whether it is a weekend:
# from Friday at ten to Saturday at noon are eleven hours, three of them on Saturday, and from Saturday at ten to Monday at
# noon five, since it takes Monday's three from Saturday's eight. Right are 45, 8 and 3, counted hour by hour below; the other
# function has the last two right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check TimeBetweenBusinessHours==0.8.5
cat >"$work/seen.py" <<'PY'
import sys
from datetime import datetime, timedelta

from TimeBetweenBusinessHours import TimeBetweenBusinessHours


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def counted(start, end):
    hours = (start + timedelta(hours=n) for n in range(int((end - start).total_seconds()) // 3600))
    return sum(hour.isoweekday() < 6 and 9 <= hour.hour < 18 for hour in hours)


def hours(start, end):
    asked = TimeBetweenBusinessHours(start, end, [9, 18], [6, 7], [])
    return counted(start, end), asked.get_hours(), asked.get_hours_and_minutes()


nov = lambda day, hour: datetime(2026, 11, day, hour)  # the 9th is a Monday
expect("Monday 9 to Friday 17", hours(nov(9, 9), nov(13, 17)), (44, 44, "44:00"))
expect("Monday 9 to Friday 18", hours(nov(9, 9), nov(13, 18)), (45, 45, "36:00"))
expect("Monday 9 to Tuesday 19", hours(nov(9, 9), nov(10, 19)), (18, 18, "9:00"))
expect("Friday 10 to Saturday 12", hours(nov(13, 10), nov(14, 12)), (8, 11, "8:00"))
expect("Saturday 10 to Monday 12", hours(nov(14, 10), nov(16, 12)), (3, 5, "3:00"))
PY
"$work/env/bin/python" "$work/seen.py"
