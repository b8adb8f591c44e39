#!/usr/bin/env bash
# PyPI bout 1.0.2: of the statement of an Indian bank, all withdrawals are 0.00 in QIF.
#
# The package turns the CSV of ICICI Bank into QIF. A line has deposits and withdrawals in two columns, one of which is nought. It takes
# the deposit unless that is 0.0: a number, while what comes from a CSV is text. "0.00" is not 0.0, so the deposit is always taken,
# and each withdrawal is a deposit of 0.00, or of nothing where the column is left empty. Salary of 50000.00 and rent
# of 20000.00 are 50000.00 in the ledger, while the package's own example has T-354.56. Credit cards, which have a column for the sign, are right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check bout==1.0.2 click==8.1.7
cat >"$work/bank.csv" <<'CSV'
DATE,MODE,PARTICULARS,DEPOSITS,WITHDRAWALS,BALANCE
01-11-2026,NEFT,Salary,50000.00,0.00,60000.00
03-11-2026,UPI,Rent,0.00,20000.00,40000.00
04-11-2026,ATM,Cash,,500.00,39500.00

CSV
cat >"$work/card.csv" <<'CSV'
Date,Sr.No.,Transaction Details,Reward Point Header,Intl.Amount,Amount(in Rs),BillingAmountSign
05/11/2026,1,Shop,5,0,250.00,
06/11/2026,2,Payment,0,0,250.00,CR

CSV
expect() {
  local seen
  seen=$(LC_ALL=C.UTF-8 "$work/env/bin/bout" --profile "$2" "$work/$1" | grep '^[MT]' | grep -v TMyBank | tr '\n' ' ')
  echo "$1: $seen"
  if [ "$seen" != "$3" ]; then
    echo "no longer as described: $3" >&2
    exit 1
  fi
}
expect bank.csv icici "MSalary T50000.00 MRent T0.00 MCash T "
expect card.csv icicicc "MShop T-250.00 MPayment T250.00 "
