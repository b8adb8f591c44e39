#!/usr/bin/env bash
# PyPI fiscal-calendar-helper 1.2.4 (with pandas 2.3.3): the week before the first of 2016 is the last of 2075, and a year before March 2016 is 2075.
#
# The retail calendar of the National Retail Federation, "supported years 2016 - 2025", is a list of weeks, and offset() and
# previous() count places in it from the one that is asked for. A place before the first is counted from the end, as Python does,
# and the list goes on to 1 February 2076. So the first year's weeks have comparables, of sixty years later: last year's sales for
# 2016_10 are those of 2075_10, and the day before 31 January 2016 is 1 February 2076. At the other end of the list there is an
# error. The docstring's own example for the days of 2016_01 begins on 7 February, a week later than the list,
# which has 31 January as the Federation's calendar does.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check fiscal-calendar-helper==1.2.4 pandas==2.3.3 numpy==2.3.5
cat >"$work/seen.py" <<'PY'
import sys
from fiscal_calendar_helper import fiscal


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


expect("first and last week, and last day", (fiscal.weeks[0], fiscal.weeks[-1], fiscal.dates[-1]), ("2016_01", "2075_52", "2076_02_01"))
expect("the week before the first", fiscal.previous("2016_01"), "2075_52")
expect("52 weeks before 2016_10", fiscal.offset("2016_10", -52), "2075_10")
expect("52 weeks before 2018_10", fiscal.offset("2018_10", -52), "2017_11")
expect("the day before the first", fiscal.previous("2016_01_31"), "2076_02_01")
try:
    fiscal.next("2075_52")
    sys.exit("no longer as described: there is a week after the last")
except IndexError as told:
    print("the week after the last:", told)
days = fiscal.unpack("2016_01", "week_id", "date_id")
expect("days of 2016_01, and in the docstring", (days[0], "['2016_02_07', " in type(fiscal).unpack.__doc__), ("2016_01_31", True))
PY
"$work/env/bin/python" "$work/seen.py"
