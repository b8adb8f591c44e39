#!/usr/bin/env bash
# PyPI ledgerman 0.7.0: 1,234.56 euros are 1,230, and a hundred euros and forty cents are a hundred.
#
# Money has a "precision" for each currency, two for the euro and the franc, and 8 for those that it does not know. It is set as the precision of
# Python's decimal numbers, with one added, and that is a number of significant figures and not of decimals (decimal, Context: "prec
# is an integer ... that sets the precision for arithmetic operations", General Decimal Arithmetic: significant digits). So euros have three
# figures in all: 12.34 EUR are 12.3, 999.99 are a thousand, and four euros more on an account of a thousand are not seen, while
# the account that they came from has them. Dollars, which are unknown, have nine figures and are right up to millions. The setting is the thread's
# and stays: after one amount in euros every other decimal of the program has three figures too.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps ledgerman==0.7.0 requests==2.32.5 urllib3==2.5.0 certifi==2025.10.5 idna==3.11 charset-normalizer==3.4.4
cat >"$work/seen.py" <<'PY'
import sys
from decimal import Decimal

from ledgerman import Account, Money


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if str(seen) != described:
        sys.exit(f"no longer as described: {described}")


expect("a third, before", Decimal(1) / Decimal(3), "0.3333333333333333333333333333")
expect("1234.56 EUR", Money("1234.56 EUR"), "1230 EUR")
expect("a third, after", Decimal(1) / Decimal(3), "0.333")
expect("another program's 1234.56", Decimal("1234.56") + 0, "1.23E+3")
expect("12.34 EUR", Money("12.34 EUR"), "12.3 EUR")
expect("999.99 EUR", Money("999.99 EUR"), "1000 EUR")
expect("1234.56 CHF", Money("1234.56 CHF"), "1230 CHF")
expect("1234.56 USD", Money("1234.56 USD"), "1234.56 USD")
expect("100 and 0.40", Money("100 EUR") + Money("0.40 EUR"), "100 EUR")
bank, sales = Account("asset", "1000 EUR"), Account("revenue", "0 EUR")
bank.debit("4 EUR", sales)
expect("the bank after a sale of 4", bank.balance, "1000 EUR")
expect("sales", sales.balance, "4 EUR")
PY
"$work/env/bin/python" "$work/seen.py"
