#!/usr/bin/env bash
# PyPI paye 0.1.6 (the last one for Python 3.13 and older): who begins in June on the emergency code 1257L M1 pays no tax on 3,000 pounds; 390.20 are due.
#
# HMRC writes an emergency code with W1, M1 or X behind it ("1257L W1", "1257L M1", "1257L X"), and then each month is taxed by
# itself, as month 1 ("week 1 / month 1 basis"). The package knows the basis as "1", "(M1)" or "X", and what is anything else is
# cumulative: with M1 as it stands on a payslip three months' allowance are set against the one month's pay, and there is no tax;
# and with W1 too. "0T M1" is read in the same way. Period 9, which begins on 6 December, has no first day:
# uk_tax_period_start_date(), for "tax_periods in the range 1 to 12", asks for month 0. The modules for the spreadsheet from which
# it takes the year's constants are stood in for here, and the constants of 2025/26 given by hand.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps paye==0.1.6
cat >"$work/seen.py" <<'PY'
import sys
from datetime import date
from decimal import Decimal
from unittest.mock import MagicMock


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


for name in ("google", "google.auth", "google.auth.transport", "google.auth.transport.requests", "google.oauth2",
             "google.oauth2.credentials", "google_auth_oauthlib", "google_auth_oauthlib.flow", "googleapiclient",
             "googleapiclient.discovery", "googleapiclient.errors"):
    sys.modules[name] = MagicMock()
from paye import Payslip, TaxCode, paye, tax_due, uk_tax_period_start_date  # noqa: E402

steps = [Decimal(one) for one in (0, 37700, 125140, 10**9)]
paye.CONSTANTS[2025] = {
    "C": steps, "K": [Decimal(one) for one in (0, 7540, 42516, 10**9)],
    "R": [Decimal(one) / 100 for one in (0, 20, 40, 45, 45)], "G": 1, "M": Decimal("0.5"),
}


def tax(code, period=3, pay=Decimal(3000)):
    slip = Payslip("A shop", 2025, period, date(2025, 6, 27), TaxCode(code), pay, Decimal(0))
    slip.basic_pay = pay
    return str(tax_due(slip, Decimal(0)))


for code, month_by_itself, due in (("1257L X", True, "390.20"), ("1257L (M1)", True, "390.20"), ("1257L M1", False, "0.00"),
                                   ("1257L W1", False, "0.00"), ("1257L", False, "0.00")):
    expect(code, (TaxCode(code).is_month1(), tax(code)), (month_by_itself, due))
free = (Decimal(257 * 10 + 9) / 12).quantize(Decimal("0.01"), "ROUND_CEILING") + 2 * Decimal("416.67")
expect("by hand", str(int(3000 - free) * Decimal("0.20")), "390.20")
starts = []
for period in range(1, 13):
    try:
        starts.append(uk_tax_period_start_date(2025, period).month)
    except ValueError as told:
        starts.append(str(told))
expect("months in which a period begins", starts, [4, 5, 6, 7, 8, 9, 10, 11, "month must be in 1..12", 1, 2, 3])
PY
"$work/env/bin/python" "$work/seen.py"
