#!/usr/bin/env bash
# arbejdstimer 2025.1.14 (PyPI) writes a date as a fraction of the year and
# reads it back ("... and forth" and "Going back ..." are its own words for
# the two). Forth counts the first of January as 0, back counts it as 1:
# every date from the second of February on comes back as the day before, the
# first of March as the 28th of February. (The first of January is returned
# well, for it is asked for by name; in January the way back fails.) Independent
# check: the date itself, and the days of the year as Python counts them.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check arbejdstimer==2025.1.14
cat >"$work/seen.py" <<'PY'
import sys
from datetime import date, timedelta
from arbejdstimer import date_from_fractional_year as back, fractional_year_from_date as forth
def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")

expect("15 March 2023 is", forth(date(2023, 3, 15)), 2023.2)
expect("days of 0.2 of 365 after the first of January",
       str(date(2023, 1, 1) + timedelta(days=0.2 * 365)), "2023-03-15")
expect("2023.2 read back", str(back(2023.2)), "2023-03-14")
for day, seen in ((date(2023, 3, 1), "2023-02-28"), (date(2023, 12, 31), "2023-12-30"),
                  (date(2024, 7, 1), "2024-06-30"), (date(2023, 1, 1), "2023-01-01")):
    expect(f"{day} there and back", str(back(forth(day))), seen)
late = [date(2023, 2, 2) + timedelta(days=n) for n in range(333)]
expect("days from 2 February to the end of the year", (str(late[-1]), len(late)), ("2023-12-31", 333))
expect("of which come back a day early",
       sum(back(forth(d)) == d - timedelta(days=1) for d in late), 333)
PY
"$work/env/bin/python" "$work/seen.py"
