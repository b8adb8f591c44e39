#!/usr/bin/env bash
# PyPI yearfrac 0.4.8: from 1 July 2023 to 1 July 2024 are 1.0014 years by the French rule, by which a year is one.
#
# yearfrac()'s own method, "act", is Actual/Actual AFB. The AFB rule (FBF master agreement of 1999, as in ISDA's paper "EMU and market
# conventions" of 1998) counts whole years backwards from the end and divides the days of the rest by 366 if 29 February is among
# them and by 365 if not. Here the time is cut at New Year as for Actual/Actual ISDA and each part divided by a denominator of its own, that
# only looks at the month where it begins or ends: a coupon of 5 % is 5.0069 % once every four years, January 2024 has 366 days to a year though
# no 29 February is in it, and November 2023 to March 2024, with one, is divided by both. Actual/Actual ISDA, in which a leap year's halves
# do differ, says the same 1.0014. From 28 to 29 February 2024 by "30e360" (by the README 30E/360 ISDA) no time passes; in that
# rule only the last day of February is the thirtieth (2006 ISDA Definitions, 4.16(h)), and in 2024 that was not the 28th: two days of 360.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check yearfrac==0.4.8 numpy==1.26.4
cat >"$work/seen.py" <<'PY'
import calendar
import sys
from datetime import date, timedelta

from yearfrac import yearfrac


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def afb(begin, end):
    years = 0
    while end.replace(year=end.year - 1) >= begin:
        end, years = end.replace(year=end.year - 1), years + 1
    days = (end - begin).days
    leap = any((day.month, day.day) == (2, 29) for day in (begin + timedelta(number) for number in range(days)))
    return years + days / (366 if leap else 365)


def isda(begin, end):
    def thirtieth(day):
        last = calendar.monthrange(day.year, day.month)[1]
        return 30 if day.day == 31 or (day.month == 2 and day.day == last) else day.day

    return (360 * (end.year - begin.year) + 30 * (end.month - begin.month) + thirtieth(end) - thirtieth(begin)) / 360


def both(rule, method, begin, end):
    return round(yearfrac(begin, end, method), 4), round(rule(begin, end), 4)


expect("July 2022 to July 2023", both(afb, "act", date(2022, 7, 1), date(2023, 7, 1)), (1.0, 1.0))
expect("July 2023 to July 2024", both(afb, "act", date(2023, 7, 1), date(2024, 7, 1)), (1.0014, 1.0))
expect("by ISDA's actual days", round(yearfrac(date(2023, 7, 1), date(2024, 7, 1), "act_isda"), 4), 1.0014)
expect("January 2024", both(afb, "act", date(2024, 1, 1), date(2024, 2, 1)), (0.0847, 0.0849))
expect("November 2023 to March 2024", both(afb, "act", date(2023, 11, 1), date(2024, 4, 1)), (0.4158, 0.4153))
expect("the last two days of February 2024", both(isda, "30e360", date(2024, 2, 28), date(2024, 2, 29)), (0.0, 0.0056))
expect("1 to 28 February 2024", both(isda, "30e360", date(2024, 2, 1), date(2024, 2, 28)), (0.0806, 0.075))
PY
"$work/env/bin/python" "$work/seen.py"
