#!/usr/bin/env bash
# PyPI python-taxes 0.7.0: Medicare tax on wages of 200,000.00 is 2,900.00, on a dollar more 4,700.02.
#
# required_withholding() is "the required amount to withhold for Medicare tax": 1.45 % of the wages, and 0.9 % more from
# 200,000 a year on. The package asks whether the year's wages pass that and, if so, adds the 0.9 % to the rate of the whole payment, the part
# below too. A bonus of 50,000 that takes somebody from 160,000 to 210,000 so has 1,175.00 withheld and not 815.00. By the Internal
# Revenue Code (26 USC 3102(f)) and the employer's guide (Publication 15) the 0.9 % is on the wages "in excess of $200,000" only. Who has passed the
# line before the payment has it right, and so has the package's other function, additional_withholding(), which splits at the line:
# 2,900.02 for the 200,001.00.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check python-taxes==0.7.0 pydantic==2.12.4
cat >"$work/seen.py" <<'PY'
import sys
from decimal import Decimal

from python_taxes.federal import medicare


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def right(wages, before):
    over = max(0, wages + before - 200_000) - max(0, before - 200_000)
    return (Decimal("0.0145") * wages + Decimal("0.009") * over).quantize(Decimal("0.01"))


def seen(wages, before=0):
    return str(medicare.required_withholding(Decimal(wages), Decimal(before))), str(right(Decimal(wages), Decimal(before)))


expect("200,000", seen(200_000), ("2900.00", "2900.00"))
expect("200,001", seen(200_001), ("4700.02", "2900.02"))
expect("50,000 after 160,000", seen(50_000, 160_000), ("1175.00", "815.00"))
expect("5,000 after 210,000", seen(5_000, 210_000), ("117.50", "117.50"))
expect("200,001 by the other function", str(medicare.additional_withholding(Decimal(200_001))), "2900.02")
PY
"$work/env/bin/python" "$work/seen.py"
