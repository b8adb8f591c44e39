#!/usr/bin/env bash
# PyPI devind-yearfrac 1.0.0: interest by 30E/360 counts 28 February of a leap year as the last day of the month.
#
# 30E/360 makes the 31st a 30th, and its ISDA variant (2006 Definitions, section 4.16(h)) the last day of February too, which
# in a leap year is the 29th. Here it is any day of February from the 28th on: from 28 to 29 February 2024 no day passes, and
# from 31 January to 28 February there are 30 days, where both variants have 28. Of 1,000,000 at 6 % for those four weeks
# 333.33 too much is charged. PyPI daycounts 0.2.0 (thirty_e_360) has the 28 days.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check devind-yearfrac==1.0.0 numpy==1.26.4 daycounts==0.2.0
cat >"$work/seen.py" <<'PY'
import sys
from datetime import date

from daycounts import thirty_e_360
from devind_yearfrac import yearfrac


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def days(start, end):
    return round(360 * yearfrac(date(*start), date(*end), "30e360"))


expect("31 January to 28 February 2024", days((2024, 1, 31), (2024, 2, 28)), 30)
expect("31 January to 29 February 2024", days((2024, 1, 31), (2024, 2, 29)), 30)
expect("28 to 29 February 2024", days((2024, 2, 28), (2024, 2, 29)), 0)
expect("27 to 28 February 2024", days((2024, 2, 27), (2024, 2, 28)), 3)
expect("31 January to 28 February 2023", days((2023, 1, 31), (2023, 2, 28)), 30)
expect("31 January to 27 February 2024", days((2024, 1, 31), (2024, 2, 27)), 27)
expect("elsewhere", round(360 * thirty_e_360(date(2024, 1, 31), date(2024, 2, 28))), 28)
PY
"$work/env/bin/python" "$work/seen.py"
