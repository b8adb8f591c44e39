#!/usr/bin/env bash
# PyPI bizpack 0.1.3 (with pandas 2.3.3): what was sold on the first of the month before three o'clock is in no month to date.
#
# run_rate() tells what was sold in the month so far, and what the month will bring. The time of day of the last sale is kept when its
# day is made the first: with a sale on the 15th at 15:00 the month begins on the 1st at 15:00, and what was sold that morning is left
# out: 200.00 of 900.00 are left, while its day counts among those that went by; the result says "2026-11-01 to 2026-11-15". If the day is
# named (as_of_date) the first morning is in and that day's own sales are out, 800.00, and it still counts as a day gone by. growth() is
# "period-over-period (MoM, YoY, QoQ)": a month without sales is no row, so that April is told to have grown by 50 % over "prior" 200.00, which
# are February's; over March, with nothing, there is no such number. freq "Y" in a year without sales is the same.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check bizpack==0.1.3 pandas==2.3.3
cat >"$work/seen.py" <<'PY'
import sys

import bizpack
import pandas


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def sales(*rows):
    return pandas.DataFrame([{"day": pandas.Timestamp(day), "sold": sold} for day, sold in rows])


def pace(frame, **named):
    row = bizpack.run_rate(frame, date_col="day", metric_col="sold", **named).iloc[0]
    return f"{row['period']}: {row['actual_to_date']} in {row['days_elapsed']} days, {row['projected_run_rate']} expected"


november = sales(("2026-11-01 09:00", 700.0), ("2026-11-10 12:00", 100.0), ("2026-11-15 15:00", 100.0))
expect("to date", pace(november), "MTD (2026-11-01 to 2026-11-15): 200.0 in 15 days, 400.0 expected")
expect("as of the 15th", pace(november, as_of_date="2026-11-15"), "MTD (2026-11-01 to 2026-11-15): 800.0 in 15 days, 1600.0 expected")
days = november.assign(day=november["day"].dt.normalize())
expect("days alone", pace(days), "MTD (2026-11-01 to 2026-11-15): 900.0 in 15 days, 1800.0 expected")

grown = bizpack.growth(sales(("2026-01-15", 100.0), ("2026-02-15", 200.0), ("2026-04-15", 300.0)), date_col="day", metric_col="sold")
expect("April", grown.iloc[-1].to_dict(), {
    "period": "2026-04", "current_sold": 300.0, "prior_sold": 200.0, "delta_sold": 100.0, "growth_pct": 50.0,
})
PY
"$work/env/bin/python" "$work/seen.py"
