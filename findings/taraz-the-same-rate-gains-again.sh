#!/usr/bin/env bash
# PyPI taraz 1.0.0: 1000 euros that rose from 1.10 to 1.15 gain 50.00 each time one looks, and a desk is written off twice over.
#
# Money in another currency is carried at the rate of the closing day, and the difference to what the books had it at is booked (IAS
# 21, paragraphs 23 and 28). revalue_currency_account() holds it against the rate of the payments, and its own entries, which are
# in the books' currency, are not seen: at the second closing day with the same rate the same 50.00 are gained again, and 1000
# euros stand at 1200.00 for 1150.00, and so on. double_declining_depreciation() of 1000.00 to 400.00 over five years is 400.00 in
# the first year, 200.00 in the second, which is all, and 200.00 in the third, fourth and fifth too. None of it is seen by
# asking for a balance: get_account_balance(), of which the README is full, is missing from the package.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check taraz==1.0.0
cat >"$work/seen.py" <<'PY'
import sys
from datetime import datetime

from taraz import AccountingEngine, AccountType, FinancialAnalytics


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


books = AccountingEngine()
books.register_account("1001", "Bank in euros", AccountType.ASSET)
books.register_account("4001", "Revenue", AccountType.REVENUE)
books.register_account("8001", "Exchange gain", AccountType.REVENUE)
sale = books.new_entry("1", "paid", date=datetime(2026, 9, 15))
sale.debit("1001", "1000.00", currency="EUR", exchange_rate="1.10").credit("4001", "1100.00").post()


def balance(account):
    postings = [one for entry in books.journal for one in entry.postings if one.account_code == account]
    return f"{abs(sum(one.normalized_debit - one.normalized_credit for one in postings)):.2f}"


for month, bank, gain in (("October", "1150.00", "50.00"), ("November", "1200.00", "100.00"), ("December", "1250.00", "150.00")):
    books.revalue_currency_account("1001", "EUR", "1.15", "8001", month)
    expect(f"after {month}", (balance("1001"), balance("8001")), (bank, gain))
years = [str(FinancialAnalytics.double_declining_depreciation("1000", "400", 5, year)) for year in range(1, 6)]
expect("a desk", years, ["400.00", "200.00", "200.00", "200.00", "200.00"])
expect("balances can be asked", hasattr(books, "get_account_balance"), False)
PY
"$work/env/bin/python" "$work/seen.py"
