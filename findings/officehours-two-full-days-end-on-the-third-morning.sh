#!/usr/bin/env bash
# officehours 0.1.9 (PyPI): the answer to "when are so many working hours
# over" is right for one full office day (closing time of the same day) and
# wrong for two or more: sixteen hours from the opening of a Thursday end,
# it says, on the opening of Monday, not at the closing of Friday. One day
# is taken off while anything is left, and a rest of exactly one day moves
# to the next working day although it fits into the present one. Going
# backwards (start_time) it is the same: a deadline at Monday's close less
# sixteen hours is Thursday's close instead of Friday's opening. A due date
# in writing is so a weekend late. Seconds less, and the answer is Friday.
# Independent check: minutes of office time counted off one by one, and the
# library's own working_hours, for which Thursday to Friday are 16 hours.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check officehours==0.1.9
cat >"$work/seen.py" <<'PY'
import sys
from datetime import datetime, timedelta
from officehours import Calculator
def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")

def walk(start, hours):
    """The minute in which the last hour of office time ends."""
    left, now = hours * 60, start
    while left:
        if now.weekday() < 5 and 9 <= now.hour < 17:
            left -= 1
        now += timedelta(minutes=1)
    return str(now)

office = Calculator(start="9:00", close="17:00")
thursday = datetime(2026, 3, 5, 9)
expect("8 hours, counted off", walk(thursday, 8), "2026-03-05 17:00:00")
expect("16 hours, counted off", walk(thursday, 16), "2026-03-06 17:00:00")
expect("24 hours, counted off", walk(thursday, 24), "2026-03-09 17:00:00")
expect("its own count of Thursday and Friday",
       office.working_hours(thursday, datetime(2026, 3, 6, 17)), 16.0)
expect("8 hours, by the library", str(office.due_date(8, thursday)), "2026-03-05 17:00:00")
expect("16 hours, by the library", str(office.due_date(16, thursday)), "2026-03-09 09:00:00")
expect("15 hours 59, by the library", str(office.due_date(15 + 59 / 60, thursday))[:16],
       "2026-03-06 16:59")
expect("24 hours, by the library", str(office.due_date(24, thursday)), "2026-03-10 09:00:00")
expect("back from Monday's close",
       str(office.start_time(16, datetime(2026, 3, 9, 17))), "2026-03-05 17:00:00")
PY
"$work/env/bin/python" "$work/seen.py"
