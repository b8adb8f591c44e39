#!/usr/bin/env bash
# PyPI python-cfonb 2.13: a statement in Pacific francs holds nothing, and 100 dollars that came in were 5000.
#
# Every record of a French bank statement (CFONB, 120 characters) tells how many of the amount's digits are decimals. The
# franc of New Caledonia and Polynesia has none (ISO 4217), and with none the point is put before the first digit instead of
# behind the last: 500,000 francs are 0.000000005, the payout of 123,451 as little, and the balances still add up. The amount
# before conversion (record 05, qualifier MMO) has its number of decimals as well; the amount is divided by
# that number, not shifted by it: 100.00 dollars for 90.00 euros are 5000. In euros with two decimals all is right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check python-cfonb==2.13
cat >seen.py <<'PY'
import io
import sys

from cfonb import StatementReader


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def record(code, currency, decimals, rest):
    line = f"{code}17469    00001{currency}{decimals} 00000012345{rest}"
    assert len(line) == 120
    return line + "\n"


def read(currency, decimals, opening, payment, closing, more=""):
    def balance(code, day, amount):
        return record(code, currency, decimals, f"  {day}" + " " * 50 + amount + " " * 16)

    line = f"05151126  151126{'VIREMENT':31}  0000001  {payment}{'REF':16}"
    text = balance("01", "141126", opening) + record("04", currency, decimals, line)
    if more:
        text += record("05", currency, decimals, f"05151126     {more:73}  ")
    (statement,) = StatementReader().parse(io.StringIO(text + balance("07", "151126", closing)))
    return statement


def amounts(*given):
    statement = read(*given)
    return [format(one, "f") for one in (statement.header.prev_amount, statement.lines[0].amount, statement.footer.next_amount)]


expect("euros", amounts("EUR", "2", "0000000010000{", "0000000002500{", "0000000012500{"), ["1000.00", "250.00", "1250.00"])
expect("francs", amounts("XPF", "0", "0000000050000{", "0000000012345A", "0000000062345A"),
       ["0.00000000500000", "0.00000000123451", "0.00000000623451"])
line = read("EUR", "2", "0000000010000{", "0000000009000{", "0000000019000{", "MMOUSD200000000010000").lines[0]
expect("dollars before conversion", line.equivalent_amount, 5000.0)
PY
env/bin/python seen.py
