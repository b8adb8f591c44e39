#!/usr/bin/env bash
# PyPI business-duration 0.68 (with pandas 2.3.3): from one to two in the morning a night shift from 21 to 3 o'clock does not work.
#
# The package takes hours that end after midnight ("9PM - 3AM" are its own words for them) and splits the time by days. For the
# first day only the evening is looked at, and for the last day only what lies before its closing hour. So what is asked at one
# o'clock and answered at two took no time; from Monday at one to Tuesday at two five hours of the night were worked instead of
# seven, and from Monday at 21 to Tuesday at 23 six instead of eight, so that a longer wait counts for less. A span from evening to
# early morning is right. Counted minute by minute here. An SLA or a wage of that shift is short by up to the whole night.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check business-duration==0.68 pandas==2.3.3 numpy==2.3.5 holidays==0.84
cat >"$work/seen.py" <<'PY'
import sys
from datetime import datetime, time, timedelta

from business_duration import businessDuration


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


OPEN, CLOSE = time(21), time(3)


def counted(begin, end):
    minutes, at = 0, begin
    while at < end:
        minutes += at.time() >= OPEN or at.time() < CLOSE
        at += timedelta(minutes=1)
    return minutes / 60


def both(begin, end):
    return float(businessDuration(begin, end, OPEN, CLOSE, unit="hour")), counted(begin, end)


monday, tuesday = datetime(2026, 11, 30), datetime(2026, 12, 1)
hour = timedelta(hours=1)
expect("Monday at 22 to Tuesday at 2", both(monday + 22 * hour, tuesday + 2 * hour), (4.0, 4.0))
expect("Tuesday at 1 to Tuesday at 2", both(tuesday + hour, tuesday + 2 * hour), (0.0, 1.0))
expect("Monday at 1 to Tuesday at 2", both(monday + hour, tuesday + 2 * hour), (5.0, 7.0))
expect("Monday at 21 to Tuesday at 23", both(monday + 21 * hour, tuesday + 23 * hour), (6.0, 8.0))
PY
"$work/env/bin/python" "$work/seen.py"
