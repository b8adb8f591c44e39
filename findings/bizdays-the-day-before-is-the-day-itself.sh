#!/usr/bin/env bash
# bizdays 1.0.19 (PyPI): getdate reads "first bizday before last day" for a
# year alone or for a year and a month. Asked for a month, it gives the
# business day before the last day. Asked for the year, it gives the last day
# itself, and where that is a Saturday, the Monday of the new year: "before"
# does not go back, and the second before is the first. The month's branch takes one off the position
# of the reference day, the year's branch forgets to. A payment that must go
# out before the year's last day is so dated on it. With a reference of "last
# bizday" instead of "last day" year and month agree, and so they do going
# forward ("after"). Independent check: the two questions name the same day,
# and a calendar walked by hand.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check bizdays==1.0.19
cat >"$work/seen.py" <<'PY'
import sys
from datetime import date, timedelta
from bizdays import Calendar
def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")

def before(day):
    day -= timedelta(days=1)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return str(day)

cal = Calendar(weekdays=["Saturday", "Sunday"], startdate="2020-01-01", enddate="2030-12-31")
def ask(text, *when):
    return str(cal.getdate(text, *when))

expect("the last day of 2026", ask("last day", 2026), "2026-12-31")
expect("business day before it, walked", before(date(2026, 12, 31)), "2026-12-30")
expect("of December, by the library",
       ask("first bizday before last day", 2026, 12), "2026-12-30")
expect("of the year, by the library", ask("first bizday before last day", 2026), "2026-12-31")
expect("the second of December", ask("second bizday before last day", 2026, 12), "2026-12-29")
expect("the second of the year", ask("second bizday before last day", 2026), "2026-12-30")
expect("before the 15th of January", ask("first bizday before 15th day", 2026, 1), "2026-01-14")
expect("before the 15th day of the year", ask("first bizday before 15th day", 2026), "2026-01-15")
expect("before the last business day, month",
       ask("first bizday before last bizday", 2026, 12), "2026-12-30")
expect("before the last business day, year",
       ask("first bizday before last bizday", 2026), "2026-12-30")
expect("years from 2021 in which the two differ",
       [y for y in range(2021, 2030) if ask("first bizday before last day", y)
        != ask("first bizday before last day", y, 12)],
       list(range(2021, 2030)))
expect("before the last day of 2022, a Saturday (2022-12-30 by hand)",
       (before(date(2022, 12, 31)), ask("first bizday before last day", 2022)),
       ("2022-12-30", "2023-01-02"))
PY
"$work/env/bin/python" "$work/seen.py"
