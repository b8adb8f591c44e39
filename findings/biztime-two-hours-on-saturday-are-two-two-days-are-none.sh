#!/usr/bin/env bash
# PyPI biztime 0.0.8: two hours on a Saturday or at Christmas are two business hours, and from Saturday to Sunday there is none.
#
# date_diff() gives "the number of working hours between the start and end time, having omitted weekends and holidays". If both are
# on one day, it asks only for the hour: what was sent back on Saturday at 10 and answered at 12 took two working hours, though from
# Saturday at 10 to Sunday at 12, which is longer, it took none. is_biz_day() of the same object says no for both days. Whoever
# leaves the weekend out gets none at all: "default values: 'weekend' - [5, 6] # Sat, Sun" says the README, and the list is empty,
# so from Friday at nine to Monday at nine are 24 working hours instead of 8.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check biztime==0.0.8
cat >"$work/seen.py" <<'PY'
import sys
from datetime import date, datetime, time

from biztime.biztime import BizTime


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def hours(business, begin, end):
    return business.date_diff(begin, end).total_seconds() / 3600


told = BizTime({"weekend": [5, 6], "holidays": [date(2026, 12, 25)]})
expect("Saturday, Sunday and Christmas are business days",
       [told.is_biz_day(day) for day in (date(2026, 11, 28), date(2026, 11, 29), date(2026, 12, 25))], [False] * 3)
expect("Saturday from 10 to 12", hours(told, datetime(2026, 11, 28, 10), datetime(2026, 11, 28, 12)), 2.0)
expect("Saturday at 10 to Sunday at 12", hours(told, datetime(2026, 11, 28, 10), datetime(2026, 11, 29, 12)), 0.0)
expect("Christmas from 10 to 12", hours(told, datetime(2026, 12, 25, 10), datetime(2026, 12, 25, 12)), 2.0)
left_out = BizTime({})
friday, monday = datetime(2026, 11, 27, 9), datetime(2026, 11, 30, 9)
expect("the weekend by default", left_out.weekend, [])
expect("Friday at 9 to Monday at 9", (hours(left_out, friday, monday), hours(told, friday, monday)), (24.0, 8.0))
PY
"$work/env/bin/python" "$work/seen.py"
