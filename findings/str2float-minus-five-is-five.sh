#!/usr/bin/env bash
# PyPI str2float 0.0.9: -5.00 is 5.0, a refund of 1,234.56 is a payment, and 1,000,000 less is more.
#
# The package reads amounts with a decimal point or a decimal comma. It looks for a minus sign first and keeps it for later, but the sign
# stays in the text, so that the number is negative when it is read (float("-5.00") is -5.0) and is made negative again. No text gives a
# negative number: a column of bookings with receipts and payments is all receipts, and its sum is the turnover of the account instead of
# what is left on it. What cannot be read at all is 0.0, so a 0.0 is the only hint that there was something else than a positive number.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps str2float==0.0.9
cat >"$work/seen.py" <<'PY'
import sys

from str2float import str2float


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


for text, described in [
    ("5.00", 5.0), ("-5.00", 5.0), ("-5,00", 5.0), ("-1,234.56", 1234.56), ("-1.234,56", 1234.56), ("-1,000,000", 1000000.0), ("- 5", 5.0), ("+1,5", 1.5), ("1,5 EUR", 0.0),
]:
    expect(text, str2float(text), described)
bookings = ["1.000,00", "-250,00", "-250,00", "-499,99"]
expect("what is left", round(sum(map(str2float, bookings)), 2), 1999.99)
PY
"$work/env/bin/python" "$work/seen.py"
