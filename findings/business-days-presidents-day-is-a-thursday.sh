#!/usr/bin/env bash
# PyPI business-days 0.0.8: in 2021, 2022 and 2023 Washington's Birthday is a Thursday, and the Monday on which banks rest is a business day.
#
# "business days" are "Monday thru Friday, excluding certain bank holidays", those of the United States, which stand in a list.
# Washington's Birthday is the third Monday of February (5 U.S.C. 6103), and the list has 18, 17 and 16 February of those years, all
# of them Thursdays. So Thursday, 16 February 2023 is passed over, the holiday is not, and a payment that is due
# two days after Wednesday the 15th falls due on Monday the 20th, when nothing settles. Holidays on a Sunday were moved to Monday in
# 2016 and 2017 (26 December, 2 January) and are not in later years: 5 July 2021, 26 December 2022 and 2 January 2023 are worked.
# The list ends with 2026, and then each Christmas is worked without a word.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps business-days==0.0.8
cat >"$work/seen.py" <<'PY'
import sys
from datetime import date, timedelta

import business_days


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def third_monday(year):
    first = date(year, 2, 1)
    return first + timedelta(days=(-first.weekday()) % 7 + 14)


for year, listed in ((2020, 17), (2021, 18), (2022, 17), (2023, 16), (2024, 19)):
    law, day = third_monday(year), date(year, 2, listed)
    expect(f"{year}: rested, by weekday", (not business_days.is_business_day(day), day.strftime("%A")),
           (True, "Monday" if day == law else "Thursday"))
    expect(f"{year}: the third Monday is worked", business_days.is_business_day(law), day != law)
expect("two days after Wednesday", str(business_days.days_from_now(date(2023, 2, 15), 2)), "2023-02-20")
for day in (date(2016, 12, 26), date(2017, 1, 2)):
    expect(f"{day}, instead of a Sunday, is worked", business_days.is_business_day(day), False)
for day in (date(2021, 7, 5), date(2022, 12, 26), date(2023, 1, 2)):
    expect(f"{day}, instead of a Sunday, is worked", business_days.is_business_day(day), True)
expect("Christmas of 2028, a Monday, is worked", business_days.is_business_day(date(2028, 12, 25)), True)
PY
"$work/env/bin/python" "$work/seen.py"
