#!/usr/bin/env bash
# PyPI compoundercalc 0.1.0: whoever puts by 100 a month has 2,400 after a year, 12 months and 4 days, and 600 after six months and 2 days.
#
# time_goal() gives "the time needed in years, months, and days". It counts months as twelfths of a year, added one by one as binary
# fractions, makes days of them by 365, years of the days, and months of what is left by thirty. So of the first thirty whole years
# 17 are a year less, with a twelfth month and four days, since twice twelve twelfths fell a little short; and of the 360 monthly
# goals 287 have days in them, though money is only put in once a month and the goal is reached on that day. Its README's own
# example is reached with the 249th payment, after twenty years and nine months, and has three days too many. Without interest,
# which time_goal() takes, the amount itself is a division by zero.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps compoundercalc==0.1.0
cat >"$work/seen.py" <<'PY'
import sys
from compoundercalc.compounder import CompoundInterestCalculator


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


saver = CompoundInterestCalculator(0, 100, 12, 0.0)
for months, seen in ((6, (0, 6, 2)), (12, (1, 0, 0)), (24, (1, 12, 4)), (36, (3, 0, 0)), (60, (4, 12, 4))):
    expect(f"{months * 100} by 100 a month", saver.time_goal(months * 100), seen)
times = {months: saver.time_goal(months * 100) for months in range(1, 361)}
expect("with a twelfth month", sum(time[1] == 12 for time in times.values()), 17)
expect("with days", sum(time != (months // 12, months % 12, 0) for months, time in times.items()), 287)
amount, payments = 1000, 0
while amount < 100_000:
    amount, payments = amount * (1 + 0.08 / 12) + 150, payments + 1
readme = CompoundInterestCalculator(1000, 150, 12, 0.08).time_goal(100_000)
expect("the README's goal, and by payments", (readme, divmod(payments, 12)), ((20, 9, 3), (20, 9)))
try:
    saver.final_amount(1)
    sys.exit("no longer as described: there is an amount without interest")
except ZeroDivisionError as told:
    print("1,200 without interest:", told)
PY
"$work/env/bin/python" "$work/seen.py"
