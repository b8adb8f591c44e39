#!/usr/bin/env bash
# PyPI norma43parser 1.1.2: a Spanish bank statement of November 2026 is one of the years from 2001 to 2030.
#
# Norma 43 (Cuaderno 43 of the Spanish banks' association) writes every day as AAMMDD, year first, and knows no other way.
# The parser's default, which is called SPANISH and is the one of its README, reads the day first: 261105, the 5th of
# November 2026, is 26 November 2005, and a statement from the 1st to the 30th begins in 2001 and ends in 2030. Amounts,
# signs and balances are right and no error is raised, as long as the years may be days, until 2031. The reader that the
# standard asks for is the option ENGLISH. PyPI norma43 0.1.4 reads the same file rightly.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check norma43parser==1.1.2 norma43==0.1.4
cat >seen.py <<'PY'
import sys

from norma43 import Norma43Parser as Other
from norma43parser import DateFormat, Norma43Parser


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def amount(sign, cents):
    return sign + str(cents).zfill(14)


account = "0049" + "1500" + "0123456789"
lines = [
    "11" + account + "261101" + "261130" + amount("2", 100000) + "978" + "3" + "EMPRESA".ljust(26),
    "22" + "    " + "1500" + "261105" + "261107" + "04" + "001" + amount("2", 25000) + "0" * 22 + "PAGO".ljust(16),
    "33" + account + "00000" + "0" * 14 + "00001" + "25000".zfill(14) + amount("2", 125000) + "978",
    "88" + "9" * 18 + "000003",
]
text = "".join(line.ljust(80) + "\r\n" for line in lines)


def read(*date_format):
    (statement,) = Norma43Parser(*date_format).parse(text).accounts
    (line,) = statement.movement_lines
    days = (statement.header.start_date, statement.header.end_date, line.transaction_date, line.value_date)
    return [str(day) for day in days], str(line.amount), str(statement.footer.final_balance)


expect("default", read(), (["2001-11-26", "2030-11-26", "2005-11-26", "2007-11-26"], "250", "1250"))
expect("English", read(DateFormat.ENGLISH), (["2026-11-01", "2026-11-30", "2026-11-05", "2026-11-07"], "250", "1250"))
with open("statement.n43", "w", newline="") as file:
    file.write(text)
(statement,) = Other("statement.n43").parse()
expect("elsewhere", str(statement.transactions[0].date), "2026-11-05")
PY
env/bin/python seen.py
