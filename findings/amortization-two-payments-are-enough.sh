#!/usr/bin/env bash
# PyPI amortization 3.0.1: a loan of 1000.00 is paid back by two payments of 400.00, and one of 100.00 by none.
#
# calculate_amortization_period() "calculates the number of periods needed for a given amortization amount", and so does the
# program with --amount. The number is rounded to the nearest, and half of it to the even one: 1000 in payments of 400 takes
# two and a half, which are two, and 200.00 are left unpaid; of 300 it is three, and 100.00 are left; a loan of 100 in
# payments of 250 takes none. With interest it is the same: 10,000.00 at 6 % in monthly payments of 440.00 take 24 by this
# count, after which 81.52 are still owed. The first example of the docstring is a whole number and right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check amortization==3.0.1
cat >"$work/seen.py" <<'PY'
import sys
from decimal import ROUND_HALF_UP, Decimal

from amortization.period import calculate_amortization_period


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def left(principal, rate, amount):
    periods = calculate_amortization_period(float(principal), rate, float(amount))
    owed = Decimal(principal).quantize(Decimal("0.01"))
    for _ in range(periods):
        interest = (owed * Decimal(str(rate)) / 12).quantize(Decimal("0.01"), ROUND_HALF_UP)
        owed += interest - amount
    return periods, str(owed)


expect("as in the docstring", calculate_amortization_period(150000, 0.1, 4840.08), 36)
expect("1000 by 500", left(1000, 0.0, 500), (2, "0.00"))
expect("1000 by 400", left(1000, 0.0, 400), (2, "200.00"))
expect("1000 by 300", left(1000, 0.0, 300), (3, "100.00"))
expect("100 by 250", left(100, 0.0, 250), (0, "100.00"))
expect("10000 at 6 % by 440", left(10000, 0.06, 440), (24, "81.52"))
PY
"$work/env/bin/python" "$work/seen.py"
