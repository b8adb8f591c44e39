#!/usr/bin/env bash
# PyPI bond-pricing 1.0.1: of a curve that rises to 6 % in ten years, money for five years yields 6 % if coupons come twice a year.
#
# make_zero_price_fun takes yields "for these maturities" and fills in those between. It reckons a yield for each coupon, and asks for the
# first, the second, the third half year at one, two, three years: twice as far out as the coupon is. With one coupon a year
# coupon and year agree and the curve is right; with two, 4 % at five years is 6 %, and the discount factor 0.7441 instead of
# 0.8203; with four it is wrong by four. Checked by the straight line through the two yields (scipy, for splines, is left out).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check bond-pricing==1.0.1 --no-deps pandas==2.3.3 numpy==2.3.4 python-dateutil==2.9.0.post0 pytz==2025.2 tzdata==2025.2 six==1.17.0
cat >"$work/seen.py" <<'PY'
import sys
import warnings

warnings.simplefilter("ignore")

from bond_pricing import make_zero_price_fun

def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def yields(coupons):
    price = make_zero_price_fun(zero_at_knots=([0, 10], [0.02, 0.06]), freq=coupons)
    return [round(100 * coupons * (float(price(years)) ** (-1 / (years * coupons)) - 1), 2) for years in (1, 2, 5, 10)]


expect("by the straight line", [2 + 0.4 * years for years in (1, 2, 5, 10)], [2.4, 2.8, 4.0, 6.0])
expect("a coupon a year", yields(1), [2.4, 2.8, 4.0, 6.0])
expect("two coupons a year", yields(2), [2.8, 3.6, 6.0, 6.0])
expect("four coupons a year", yields(4), [3.6, 5.2, 6.0, 6.0])
PY
"$work/env/bin/python" "$work/seen.py"
