#!/usr/bin/env bash
# plbdays 1.2.1 (PyPI, business days of Poland) has the holidays which hang
# on Easter from the short formula of Gauss, without its two exceptions (when
# the formula says 26 April, Easter is the 19th, and in some years with the
# 25th it is the 18th). In 1954, 1981, 2049 and 2076 all of them are a week
# late: Easter Monday 2049, the 19th of April, is a business day, and Monday
# the 26th is free; Corpus Christi likewise. An annuity of thirty years has
# a due date there. Independent check: the Easter of dateutil (Gregorian
# rule of Butcher), for all years from 1950 to 2099.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check plbdays==1.2.1 python-dateutil==2.9.0.post0 six==1.17.0
cat >"$work/seen.py" <<'PY'
import sys
from datetime import date, timedelta
from dateutil.easter import easter
from plbdays import isBusinessDay, nextBD
def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")

def monday(year):
    return str(easter(year) + timedelta(days=1))

def corpus(year):
    return str(easter(year) + timedelta(days=60))

expect("Easter Monday 2048 and 2049", (monday(2048), monday(2049)), ("2048-04-06", "2049-04-19"))
expect("is 2048-04-06 worked", isBusinessDay("2048-04-06"), False)
expect("is 2049-04-19 worked", isBusinessDay("2049-04-19"), True)
expect("is 2049-04-26, a plain Monday, worked", isBusinessDay("2049-04-26"), False)
expect("after Good Friday 2049 comes", nextBD("2049-04-16"), "2049-04-19")
expect("Corpus Christi 2049", corpus(2049), "2049-06-17")
expect("is it worked", isBusinessDay(corpus(2049)), True)
expect("years in which Easter Monday is worked",
       [y for y in range(1950, 2100) if isBusinessDay(monday(y))], [1954, 1981, 2049, 2076])
PY
"$work/env/bin/python" "$work/seen.py"
