#!/usr/bin/env bash
# PyPI larzledger 0.1.0 with larzmoney 0.1.0: a debit of 100 dollars is balanced by a credit of 100 yen, and 1.234 dinars are booked as 1.23.
#
# The ledger takes Money of the package by the same hand ("Money-native"), and every transaction is "balanced debits and credits
# (rejected if they don't balance)". Of the Money it takes the amount and leaves the currency, which is why the one refuses to add
# dollars and yen and the other calls them equal: the trial balance is level, the accounting equation holds, and cash of 100 dollars
# was bought for 64 cents. The ledger's own currency is only a sign for format(). Each amount is rounded to two decimals on its way
# in, so of dinars, which have three in Money, a thousandth is lost, and three lines of 0.335 against one of 1.005 do not balance,
# as 1.02 to 1.01, though as exact amounts they do.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps larzledger==0.1.0 larzmoney==0.1.0
cat >"$work/seen.py" <<'PY'
import sys
from larzledger import Ledger, LedgerError
from larzmoney import CurrencyMismatch, Money


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


ledger = Ledger(currency="$")
for name, kind in (("cash", "asset"), ("bank", "asset"), ("sales", "income")):
    ledger.account(name, kind)
try:
    Money.of("100", "USD") + Money.of("100", "JPY")
    sys.exit("no longer as described: larzmoney adds dollars and yen")
except CurrencyMismatch:
    print("larzmoney does not add dollars and yen")
ledger.transaction("Change").debit("cash", Money.of("100", "USD")).credit("bank", Money.of("100", "JPY")).commit()
expect("cash and bank", [str(ledger.balance(name)) for name in ("cash", "bank")], ["100.00", "-100.00"])
expect("balanced", (ledger.is_balanced(), ledger.accounting_equation_holds()), (True, True))
ledger.transaction("Sale").debit("cash", Money.of("1.234", "KWD")).credit("sales", Money.of("1.234", "KWD")).commit()
expect("1.234 dinars sold", (str(Money.of("1.234", "KWD").amount), str(ledger.balance("sales"))), ("1.234", "1.23"))
parts = ledger.transaction("Three parts")
for _ in range(3):
    parts.debit("cash", Money.of("0.335", "KWD"))
parts.credit("sales", Money.of("1.005", "KWD"))
expect("three parts and their sum", (str(parts.total_debits()), str(parts.total_credits())), ("1.02", "1.01"))
try:
    parts.commit()
    sys.exit("no longer as described: three parts and their sum balance")
except LedgerError as told:
    print("refused:", told)
PY
"$work/env/bin/python" "$work/seen.py"
