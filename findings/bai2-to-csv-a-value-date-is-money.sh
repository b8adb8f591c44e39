#!/usr/bin/env bash
# PyPI bai2-to-csv 0.1.0 (with pandas 2.3.3): a payment's value date is 2,611.17 dollars at once, and its text the customer's reference.
#
# A transaction of BAI2 (record 16) has type, amount, kind of funds, what the kind calls for, the bank's reference, the
# customer's, and a text that may hold commas (Cash Management Balance Reporting Specifications, Version 2). With funds of
# kind V a value date and time follow, with S three amounts by days of availability. Here the references are the last two
# pieces between commas, whatever they are: with a text the customer's reference stands as the bank's, the text as the
# customer's, and the bank's own is nowhere; a text "Payout, November" is both references. With kind V the value date 261117
# stands as the amount available immediately, in cents like all others, and the bank's reference as that of the second day.
# The total of each account (record 49) is the group's.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check bai2-to-csv==0.1.0 pandas==2.3.3
cat >"$work/statement.bai" <<'BAI'
01,122099999,123456789,261116,0200,1,65,,2/
02,031001234,122099999,1,261115,2359,USD,2/
03,0123456789,USD,,,,/
88,010,500000,,/
16,475,100000,,BANK1,CUSTOMER1,/
16,475,100000,,BANK2,CUSTOMER2,Rent
16,165,250000,S,100000,100000,50000,BANK3,CUSTOMER3,Payout, November
16,165,30000,V,261117,,BANK4,CUSTOMER4,Value dated
49,980000,7/
03,9876543210,USD,,,,/
88,010,1000,,/
16,475,200,,BANK5,CUSTOMER5,/
49,1200,4/
98,981200,2,13/
99,981200,1,15/
BAI
cat >"$work/seen.py" <<'PY'
import sys

from bai2_to_csv import Bai2Converter


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


details = Bai2Converter().convert_to_dataframes(sys.argv[1])[1]


def row(index, *columns):
    return details.loc[index, list(columns)].tolist()


references = ("bank_reference", "customer_reference", "transaction_text")
available = ("fund_available_immediately", "fund_available_in_one_day", "fund_available_in_two_days")
expect("an empty text", row(0, *references), ["CUSTOMER1", "", ""])
expect("a text", row(1, *references), ["CUSTOMER2", "Rent", ""])
expect("three amounts", row(2, *available), ["100000", "100000", "50000"])
expect("a text with a comma", row(2, *references), ["Payout", "November", ""])
expect("a value date", row(3, *available), ["261117", "", "BANK4"])
totals = [column for column in details.columns if column.startswith("account_trailer") and "total" in column]
expect("totals of the accounts", sorted(set(details[totals].to_numpy().ravel())), ["981200"])
PY
"$work/env/bin/python" "$work/seen.py" "$work/statement.bai"
