#!/usr/bin/env bash
# PyPI financialyear 1.3: an Indian financial year has thirteen months, of which two are May.
#
# month_list() "returns all months of the financial year", April to March. They are counted in steps of thirty days from 1 April:
# the second step is 1 May and the third the 31st. So it is in every year, and whoever adds up the months of a year, or makes a
# column for each, has May's sales twice. And a year that does not begin in April can be asked for, says its text, by
# financial_month_start_month: that name is taken without an error and left aside, so that May of a year from July 2026 is May
# 2026, before its beginning; the name that works, month_start_date, is told nowhere.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check financialyear==1.3
cat >"$work/seen.py" <<'PY'
import sys

from financialyear import Finyear


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


months = Finyear("2026-27").month_list()
expect("months", len(months), 13)
expect("the first", months[:4], ["04-2026", "05-2026", "05-2026", "06-2026"])
years = [Finyear(f"{year}-{(year + 1) % 100:02}").month_list() for year in range(2000, 2040)]
expect("years with two Mays", sum(one.count(f"05-{2000 + at}") == 2 for at, one in enumerate(years)), 40)
expect("May of a year from July", str(Finyear("2026-27", financial_month_start_month=7).month_start_date(5)), "2026-05-01")
expect("by the other name", str(Finyear("2026-27", month_start_date=7).month_start_date(5)), "2027-05-01")
PY
"$work/env/bin/python" "$work/seen.py"
