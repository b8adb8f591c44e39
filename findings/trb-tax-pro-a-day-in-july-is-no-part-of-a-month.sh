#!/usr/bin/env bash
# PyPI trb-tax-pro 1.2.0: interest for the first of July is left out, and December's 31st is a month of its own.
#
# India's income-tax law asks 1 % "for every month or part of a month": for a late return (234A) from the day after the due date, for
# advance tax not paid (234B) from 1 April on. The package, "CA-grade", compares the number of the day in the month. So a return due on
# 30 November and filed on 31 December, one month later to the day, pays two months, since 31 is more than 30; and a return
# filed on the first of any month pays nothing for that month's part, since 1 is not more than April's 1. On the second it is right.
# In its own words the day is part of the month, and on a tax of 1,00,000 the difference is 1,000 each time.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --no-deps --no-compile trb-tax-pro==1.2.0
"$work/venv/bin/python" - <<'PY'
from datetime import date

from trb_tax_pro.engine.interest import InterestEngine


def expect(what, seen, described):
    print(f"{what}: {seen}")
    assert seen == described, f"no longer as described: {described}"


def late(due, filed):
    return InterestEngine(due, filed, 2025).calculate_234A(100_000, 0, 0)


def advance(filed):
    return InterestEngine(date(2025, 7, 31), filed, 2025).calculate_234B(100_000, 0, 0)


expect("234A, due 30 November, filed 1 December", late(date(2025, 11, 30), date(2025, 12, 1)), 1000.0)
expect("234A, due 31 October, filed 30 November", late(date(2025, 10, 31), date(2025, 11, 30)), 1000.0)
expect("234A, due 30 November, filed 30 December", late(date(2025, 11, 30), date(2025, 12, 30)), 1000.0)
expect("234A, due 30 November, filed 31 December", late(date(2025, 11, 30), date(2025, 12, 31)), 2000.0)

expect("234B, April to 30 June, three months", advance(date(2025, 6, 30)), 3000.0)
expect("234B, April to 1 July, a part of the fourth", advance(date(2025, 7, 1)), 3000.0)
expect("234B, April to 2 July", advance(date(2025, 7, 2)), 4000.0)
PY
