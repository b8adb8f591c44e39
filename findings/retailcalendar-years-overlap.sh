#!/usr/bin/env bash
# PyPI retailcalendar 1.0.0: the week after a retail year of 53 weeks is repaid a year later, and then a week has no month.
#
# The calendar of the National Retail Federation has years of 52 or 53 weeks; 2023 had 53 and 2024 and 2025 have 52. Here
# 2023 is right, 2024 has 51 and 2025 has 53. The months are counted in weeks from the year's start all the same: the last
# month of 2024 ends on 1 February 2025 and the first one of 2025 begins on 26 January, so that the sales of that week
# are in both; and 25 to 31 January 2026 is in no month of either year, though the year 2025 is said to reach to the 31st.
# The same happens after every long year. The library for JavaScript (retail-calendar 4.1.2) begins 2025 on 2 February.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check retailcalendar==1.0.0
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund retail-calendar@4.1.2 >/dev/null
cat >seen.py <<'PY'
import sys

from retailcalendar.cal import Cal454


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def weeks(year):
    return ((Cal454.year_end_date(year) - Cal454.year_start_date(year)).days + 1) // 7


years = {year: Cal454(year) for year in range(2023, 2027)}
expect("weeks of 2023, 2024, 2025, 2026", [weeks(year) for year in years], [53, 51, 53, 52])
expect("last month of 2024 ends", str(years[2024].month_end_dates()[-1]), "2025-02-01")
expect("first month of 2025 begins", str(years[2025].month_start_dates()[0]), "2025-01-26")
expect("last month of 2025 ends", str(years[2025].month_end_dates()[-1]), "2026-01-24")
expect("year 2025 ends", str(Cal454.year_end_date(2025)), "2026-01-31")
expect("first month of 2026 begins", str(years[2026].month_start_dates()[0]), "2026-02-01")
PY
env/bin/python seen.py
cat >seen.js <<'JS'
const { RetailCalendarFactory, WeekCalculation, WeekGrouping, LastDayOfWeek, LastMonthOfYear } = require("retail-calendar");
const rules = {
  weekCalculation: WeekCalculation.LastDayNearestEOM,
  weekGrouping: WeekGrouping.Group454,
  lastDayOfWeek: LastDayOfWeek.Saturday,
  lastMonthOfYear: LastMonthOfYear.January,
};
const first = new RetailCalendarFactory(rules, 2025).weeks[0].gregorianStartDate;
const seen = [first.getFullYear(), first.getMonth() + 1, first.getDate()].join("-");
console.log(`2025 begins elsewhere: ${seen}`);
if (seen !== "2025-2-2") throw new Error("no longer as described: 2025-2-2");
JS
node seen.js
