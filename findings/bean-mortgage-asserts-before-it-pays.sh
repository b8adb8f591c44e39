#!/usr/bin/env bash
# PyPI bean-mortgage 0.2 (with beancount 3.2.3): a loan's schedule is rejected by the program it is written for, each month.
#
# The program prints a loan's payments for beancount, each with the balance that is left, to be checked. A balance of beancount
# is that of the day's beginning, its manual says (Balance Assertions), before whatever else is dated on that day. Here
# it has the date of the payment: all twelve balances of a loan of 12,000.00 over a year fail, each by the part that was paid back
# with it, in a ledger that is right. A day later they all hold. Who takes them out has a schedule that nothing checks.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check bean-mortgage==0.2 beancount==3.2.3
cat >opening.beancount <<'LEDGER'
2025-12-01 open Assets:Bank:Account
2025-12-01 open Assets:House
2025-12-01 open Liabilities:Mortgage
2025-12-01 open Expenses:Fees:Mortgage-Interest
2025-12-05 * "House"
  Assets:House           12000.00 EUR
  Liabilities:Mortgage  -12000.00 EUR
LEDGER
env/bin/bean-mortgage 12000 12 0.03 --first-payment 2026-01-05 >payments
cat opening.beancount payments >ledger.beancount
# The 5th of each month is the payment's day and the 6th the next one.
sed 's/^\(....-..\)-05 balance/\1-06 balance/' ledger.beancount >later.beancount
function failures { # file
  { env/bin/bean-check "$1" 2>&1 || true; } | grep -c 'Balance failed' || true
}
function expect { # what, seen, described
  echo "$1: $2"
  [ "$2" = "$3" ] || { echo "no longer as described: $3"; exit 1; }
}
expect 'first balance' "$(grep -m 1 ' balance ' payments)" '2026-01-05 balance Liabilities:Mortgage -11013.68 EUR'
expect 'balances' "$(grep -c ' balance ' payments)" 12
expect 'failures' "$(failures ledger.beancount)" 12
expect 'failures, a day later' "$(failures later.beancount)" 0
expect 'the first one' "$({ env/bin/bean-check ledger.beancount 2>&1 || true; } | grep -m 1 -o '([0-9.]* too little)')" '(986.32 too little)'
