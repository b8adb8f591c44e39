#!/usr/bin/env bash
# PyPI workalendar 17.0.0: the calendar FederalReserveSystem is closed on Fridays on which American banks settle.
#
# When a holiday falls on a Saturday, the Federal Reserve Banks and their branches are open on the Friday before it, says
# the System's own schedule of holidays; only the offices of the Board of Governors close. The calendar bears the name of
# the System and keeps the days of the Board, as its docstring says in half a line. ACH and wires settle on 3 July 2026;
# here the working day after 2 July is the 6th, so that a payout seems three days late, and 24 and 31 December 2027 are
# lost too, the last of them with the month and the year. Sundays, where all of them close on Monday, are right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check workalendar==17.0.0
cat >"$work/seen.py" <<'PY'
import sys
from datetime import date

from workalendar.usa import FederalReserveSystem


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


reserve = FederalReserveSystem()
expect("after 2 July 2026", str(reserve.add_working_days(date(2026, 7, 2), 1)), "2026-07-06")
before_saturdays = [date(2027, 6, 18), date(2027, 12, 24), date(2027, 12, 31)]
expect("Fridays of 2027", [reserve.is_working_day(day) for day in before_saturdays], [False, False, False])
expect("Monday 5 July 2027", reserve.is_working_day(date(2027, 7, 5)), False)
PY
"$work/env/bin/python" "$work/seen.py"
