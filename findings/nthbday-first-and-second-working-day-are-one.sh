#!/usr/bin/env bash
# nthbday 0.2.7 (PyPI) tells the first, second, n-th working day of a month by
# the Indian holidays it has on board. It takes the n-th weekday and, only if
# that very day is a holiday, moves one on; a holiday before it does not
# count. In a month that begins with a holiday the first and the second
# working day are so the same: both are 4 May 2026, for the first of May is
# off. Every later "n-th" is one too early, too (a salary for the fifth
# working day is due a day before), and from the end the fourth-last and the
# fifth-last of December 2025 are one day likewise: the walk meets Christmas.
# Independent check: the weekdays of the month less the library's own list of
# holidays, counted.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check nthbday==0.2.7 pandas==2.3.3 numpy==2.3.4 python-dateutil==2.9.0.post0 pytz==2025.2 tzdata==2025.2 six==1.17.0
cat >"$work/seen.py" <<'PY'
import sys, warnings
from datetime import date, timedelta
import nthBday as nb
from nthBday.nthBday import list_of_IN_holidays as off
def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")

def counted(month, year):
    days = (date(year, month, 1) + timedelta(days=n) for n in range(31))
    return [str(d) for d in days
            if d.month == month and d.weekday() < 5 and str(d) not in off]

def told(day):
    return str(day)[:10]

expect("holidays of May 2026 in its list", [d for d in off if d.startswith("2026-05")], ["2026-05-01", "2026-05-27", "2026-05-28", "2026-05-24"])
expect("the first six working days, counted", counted(5, 2026)[:6],
       ["2026-05-04", "2026-05-05", "2026-05-06", "2026-05-07", "2026-05-08", "2026-05-11"])
expect("first working day", told(nb.first_working_day(5, 2026)), "2026-05-04")
expect("second working day", told(nb.second_working_day(5, 2026)), "2026-05-04")
expect("third working day", told(nb.third_working_day(5, 2026)), "2026-05-05")
expect("sixth working day", told(nb.nth_working_day(5, 2026, 6)), "2026-05-08")
expect("December 2025 from the end, counted", counted(12, 2025)[::-1][3:7],
       ["2025-12-26", "2025-12-24", "2025-12-23", "2025-12-22"])
expect("December 2025 from the end, told",
       [told(nb.nth_last_working_day(12, 2025, n)) for n in (4, 5, 6, 7)],
       ["2025-12-26", "2025-12-24", "2025-12-24", "2025-12-23"])
PY
"$work/env/bin/python" "$work/seen.py"
