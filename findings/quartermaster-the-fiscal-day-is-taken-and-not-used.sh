#!/usr/bin/env bash
# PyPI quartermaster 1.0: of a year that begins on 6 April, the five days before it are its first quarter, not its last.
#
# The package gives the "quarter from a user-defined gregorian fiscal year", whose first month (fismonth) and first day
# (fisday) it takes, and keeps as a date; the quarter is then looked up by the month alone. With a year from the 6th of April (the
# British tax year) the first to fifth of April, July, October and January are a quarter too late, twenty days in each year, and the
# first five of April are even at the other end of it: a payment of 2 April 2027 is in quarter 1 of the year that has not begun.
# A year from the 16th has it wrong on sixty days. With fisday 1 each day is right. Right is the same count with days by hand, below.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check quartermaster==1.0
cat >"$work/seen.py" <<'PY'
import sys
from datetime import date, timedelta

from quartermaster import Quartermaster


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def asked(day, first):
    return Quartermaster(fismonth=4, fisday=first, now=day).quarter


def right(day, first):
    months = (day.month - 4 - (day.day < first)) % 12
    return months // 3 + 1


year = [date(2026, 4, 1) + timedelta(days=n) for n in range(365)]
expect("6 April 2026", asked(date(2026, 4, 6), 6), 1)
expect("2 April 2027", asked(date(2027, 4, 2), 6), 1)
expect("by hand", right(date(2027, 4, 2), 6), 4)
expect("kept as the first day", Quartermaster(fismonth=4, fisday=6, now=date(2027, 4, 2)).fisstart, date(2027, 4, 6))
for first, wrong in ((1, 0), (6, 20), (16, 60)):
    expect(f"days of a year from {first} April in another quarter", sum(asked(day, first) != right(day, first) for day in year), wrong)
PY
"$work/env/bin/python" -W ignore "$work/seen.py"
