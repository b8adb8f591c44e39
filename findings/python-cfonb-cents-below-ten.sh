#!/usr/bin/env bash
# PyPI python-cfonb 2.13: an amount with one to nine cents is written a tenth as large, and so is a statement's 12.5.
#
# The package writes the French banks' format (CFONB) and reads it. Its write_amount() takes 123.4 and gives "0000000001234{",
# its docstring says, which is read back as 123.40. The cents are put behind the whole part as a number, without the
# nought that 05 has: 123.05 is written and read back as 12.34, 1.01 as 0.11, and 1000.05 as 100.04. The writer of whole
# statements has another way of its own: it takes the point out of the number's print, so that the float 12.5 is 1.25, a
# plain 100 is 1.00, and only what was typed with two decimals stays.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check python-cfonb==2.13
cat >seen.py <<'PY'
import sys
from datetime import datetime
from decimal import Decimal

from cfonb.parser.common import parse_amount, write_amount
from cfonb.writer.statement import Statement


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def again(amount):
    return str(parse_amount(write_amount(amount, 2), 2))


def in_statement(amount):
    day = datetime(2026, 11, 15)
    text = Statement().add("17469", "0000", "00001", "EUR", "00000012345", day, "VIREMENT", amount, "REF").render()
    (line,) = [line for line in text.splitlines() if line.startswith("04")]
    return str(parse_amount(line[90:104], 2))


expect("123.4, 123.45", [again(123.4), again(123.45)], ["123.40", "123.45"])
expect("123.05, 1.01, 1000.05", [again(123.05), again(1.01), again(1000.05)], ["12.34", "0.11", "100.04"])
expect("typed with two decimals", in_statement(Decimal("12.50")), "12.50")
expect("12.5, 100, 1250.5", [in_statement(12.5), in_statement(100), in_statement(1250.5)], ["1.25", "1.00", "125.05"])
PY
env/bin/python seen.py
