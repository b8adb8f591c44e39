#!/usr/bin/env bash
# business_calendar 0.2.1 (PyPI) takes dates with a time of day (its own
# example starts from datetime.today()), and counts business days from close
# to close. The number of days between is the whole days of 24 hours, and
# where only a rest of a week is left it walks from weekday to weekday: from
# Monday 17:00 to the next Monday 9:00 there are six full days, the weekdays
# are the same, and the count is 0 instead of 5. From Monday 17:00 to
# Tuesday 9:00 it is 0, too, and with the hours the other way round, 1. A
# holiday is one at midnight only: at ten o'clock of the first of May the
# calendar says it is a business day. Nothing says that the time must be
# zero. Independent check: the weekdays counted one by one on the dates alone.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check business_calendar==0.2.1 python-dateutil==2.9.0.post0 six==1.17.0
cat >"$work/seen.py" <<'PY'
import sys, warnings
from datetime import datetime
from business_calendar import Calendar
warnings.simplefilter("ignore")
def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")

cal = Calendar(holidays=["2026-04-03", "2026-05-01", "2026-12-25"])
def days(a, b):
    return cal.busdaycount(datetime.fromisoformat(a), datetime.fromisoformat(b))

# the same dates, counted one by one: each weekday after the first up to the last
from datetime import timedelta
def by_hand(a, b):
    a, b, n = datetime.fromisoformat(a).date(), datetime.fromisoformat(b).date(), 0
    while a < b:
        a += timedelta(days=1)
        n += a.weekday() < 5
    return n

week = ("2026-03-02 17:00", "2026-03-09 09:00")
expect("Monday to Monday, by hand", by_hand(*week), 5)
expect("Monday 09:00 to Monday 17:00", days("2026-03-02 09:00", "2026-03-09 17:00"), 5)
expect("Monday 17:00 to Monday 09:00", days(*week), 0)
expect("two weeks of it, by hand 10", days("2026-03-02 17:00", "2026-03-16 09:00"), 5)
expect("Monday 17:00 to Tuesday 09:00", days("2026-03-02 17:00", "2026-03-03 09:00"), 0)
expect("Monday 09:00 to Tuesday 17:00", days("2026-03-02 09:00", "2026-03-03 17:00"), 1)
expect("the first of May", cal.isbusday("2026-05-01"), False)
expect("the first of May, 10:00", cal.isbusday(datetime(2026, 5, 1, 10)), True)
PY
"$work/env/bin/python" "$work/seen.py"
