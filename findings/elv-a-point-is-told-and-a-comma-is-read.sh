#!/usr/bin/env bash
# PyPI elv 1.0.14: told that decimals follow a point, it takes the point out, and 950.00 is 95000.
#
# The reader of Norwegian banks' CSV takes thousand_sep and decimal_sep, as it takes date_format and source_encoding, for files of
# other banks. csv_to_transactions hands none of them on to the row's reader, and that one does not use them either, so whatever is
# said, points are taken out and commas become points: 950.00 is read as 95000, and 1,234.50 as 1.23450. Money's own reader,
# Parse.money, obeys. A file of Jaeren Sparebank, with its 1.234,50, is right, which is the default.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check elv==1.0.14
cat >"$work/seen.py" <<'PY'
import io
import sys

from elv import Parse

def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def read(amount, **how):
    row = f"01-11-2026;02-11-2026;Invoice 7;{amount};{amount}\n"
    (payment,) = Parse.csv_to_transactions(io.StringIO(row), **how)
    return str(payment.amount), str(payment.total)


english = {"thousand_sep": ",", "decimal_sep": "."}
expect("1.234,50", read("1.234,50"), ("1234.50", "1234.50"))
expect("the amount alone, with a point", str(Parse.money("1,234.50", **english)), "1234.50")
expect("950.00 with a point", read("950.00", **english), ("95000", "95000"))
expect("1,234.50 with a point", read("1,234.50", **english), ("1.23450", "1.23450"))
PY
"$work/env/bin/python" "$work/seen.py"
