#!/usr/bin/env bash
# PyPI pypara 0.1.1: by 30/360 US there are thirty days from 31 January to 28 February, where there are 28, and without leap days a leap day is left.
#
# In the American convention the end is moved to the 30th where both ends are the last day of February, or where it is a 31st and
# the begin is a 30th or 31st (SIFMA, Standard Securities Calculation Methods; Excel's DAYS360 gives 28 here). The package asks of
# both only whether they are the last day of a month, of any. So whatever runs from the end of a month to the end of February has up
# to two days too many: on a million at 6 % that is 333.33 for one month. NL/365, by its other name "Actual/365 No Leap Year", takes
# off one day if there is a leap day between the dates, and one only: ten years from 1 January 2016, with three of them, are 10.0055
# years. 30E/360 and 30/360 ISDA are right for those dates.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps pypara==0.1.1 python-dateutil==2.9.0.post0 six==1.17.0
cat >"$work/seen.py" <<'PY'
import sys
from datetime import date
from decimal import Decimal

from pypara.dcc import DCCRegistry


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def days(name, begin, end, year):
    return str(round(DCCRegistry.find(name).calculate_fraction(begin, end, end) * year, 2))


def american(begin, end):
    def last_of_february(day):
        return day.month == 2 and date.fromordinal(day.toordinal() + 1).month == 3
    d1, d2 = begin.day, end.day
    if last_of_february(begin) and last_of_february(end):
        d2 = 30
    if last_of_february(begin):
        d1 = 30
    if d2 == 31 and d1 >= 30:
        d2 = 30
    return str(round(Decimal(360 * (end.year - begin.year) + 30 * (end.month - begin.month) + d2 - min(d1, 30)), 2))


for begin, end, seen, due in ((date(2026, 1, 31), date(2026, 2, 28), "30.00", "28.00"), (date(2026, 4, 30), date(2027, 2, 28), "300.00", "298.00"),
                              (date(2027, 2, 28), date(2028, 2, 29), "360.00", "360.00"), (date(2026, 1, 30), date(2026, 2, 28), "28.00", "28.00")):
    expect(f"{begin} to {end}: 30/360 US, and by the rule", (days("30/360 US", begin, end, 360), american(begin, end)),
           (seen, due))
expect("31 January to 28 February by 30E/360", days("30E/360", date(2026, 1, 31), date(2026, 2, 28), 360), "28.00")
interest = DCCRegistry.find("30/360 US").calculate_fraction(date(2026, 1, 31), date(2026, 2, 28), date(2026, 2, 28)) * 60000
expect("interest on a million at 6 %, and for 28 days", (str(round(interest, 2)), str(round(Decimal(60000) * 28 / 360, 2))), ("5000.00", "4666.67"))
expect("ten years of 365 days with three leap days", days("NL/365", date(2016, 1, 1), date(2026, 1, 1), 365), "3652.00")
PY
"$work/env/bin/python" "$work/seen.py"
