#!/usr/bin/env bash
# PyPI pandas-money 1.0.0 (with py-moneyed 3.0, pandas 2.3.3): five euros in a column are five dollars, and a dollar and five thousand yen are 5,001 dollars.
#
# The column type Money64 is made of py-moneyed's Money, whose amounts have a currency and refuse to be added to or compared with those of another
# one ("Cannot add or subtract two Money instances with different currencies"). A column keeps hundredths only: of a Money that is put in, set, added,
# subtracted or divided by, the amount is taken and the currency dropped, and what comes out is in US dollars, whatever went in and without a
# warning. A column read from euros, written and read again says dollars. Yen, which have no hundredths (ISO 4217), get two. The same operation on
# the single amounts raises an error, and so does the comparison with a column.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps pandas-money==1.0.0 py-moneyed==3.0 pandas==2.3.3 numpy==2.3.5 babel==2.17.0 \
  python-dateutil==2.9.0.post0 six==1.17.0 pytz==2025.2 tzdata==2025.2 typing_extensions==4.15.0
cat >"$work/seen.py" <<'PY'
import sys
import warnings

warnings.simplefilter("ignore")
import pandas
import pandas_money
from moneyed import Money


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def amounts(column):
    return [f"{amount.amount} {amount.currency}" for amount in column]


def refused(work):
    try:
        return amounts(work())
    except TypeError:
        return "TypeError"


one, euros, yen = Money("1.00", "USD"), Money("5.00", "EUR"), Money("5000", "JPY")
expect("a dollar and five euros", refused(lambda: [one + euros]), "TypeError")
expect("a column of them", amounts(pandas.Series([one, euros, yen], dtype="Money64")), ["1 USD", "5 USD", "5000 USD"])
column = pandas.Series(["1.00", "2.00"], dtype="Money64")
expect("with five euros each", amounts(column + euros), ["6 USD", "7 USD"])
expect("with five thousand yen each", amounts(column + yen), ["5001 USD", "5002 USD"])
expect("less five euros each", amounts(column - euros), ["-4 USD", "-3 USD"])
expect("how many times five euros", [float(value) for value in column / euros], [0.2, 0.4])
column.iloc[0] = euros
expect("with five euros in the first row", amounts(column), ["5 USD", "2 USD"])
expect("compared with euros", refused(lambda: [one] if (column < euros).any() else []), "TypeError")
PY
"$work/env/bin/python" "$work/seen.py"
