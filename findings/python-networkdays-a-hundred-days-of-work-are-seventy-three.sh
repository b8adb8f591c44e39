#!/usr/bin/env bash
# python-networkdays 1.2 (PyPI): JobSchedule plans a job of so many hours at
# so many a day. It reckons how many working days that is, and then looks for
# them in as many days of the calendar, weekends included: whatever falls out
# of that window is left out of the plan. A job of 800 hours at 8 a day,
# which needs 100 working days, is planned with 73; the 120 hours of its own
# README, for which it prints 15 business days and the end on 19 July, get 12
# and end on the 16th. Up to a week's work started on a Monday is right. With
# a calendar of working days given that is long enough, all is. Independent
# check: the hours divided, and weekdays counted off one by one.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check python-networkdays==1.2
cat >"$work/seen.py" <<'PY'
import sys
from datetime import date, timedelta
from networkdays.networkdays import JobSchedule, Networkdays
def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")

def by_hand(hours, start):
    """Working days needed, and the last of them."""
    need, day = -(-hours // 8), start
    left = need
    while True:
        left -= day.weekday() < 5
        if not left:
            return need, str(day)
        day += timedelta(days=1)

def planned(hours, start, calendar=None):
    job = JobSchedule(hours, 8, start, calendar)
    return job.bussines_days, str(job.jobdays[-1])

july = date(2024, 7, 1)
expect("40 hours from Monday, by hand and planned", (by_hand(40, july), planned(40, july)),
       ((5, "2024-07-05"),) * 2)
expect("120 hours, by hand", by_hand(120, july), (15, "2024-07-19"))
expect("120 hours, planned", planned(120, july), (12, "2024-07-16"))
expect("800 hours, by hand", by_hand(800, july), (100, "2024-11-15"))
expect("800 hours, planned", planned(800, july), (73, "2024-10-09"))
expect("800 hours, with a calendar of a year",
       planned(800, july, Networkdays(july, date(2025, 7, 1))), (100, "2024-11-15"))
PY
"$work/env/bin/python" "$work/seen.py"
