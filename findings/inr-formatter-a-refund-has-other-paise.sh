#!/usr/bin/env bash
# PyPI inr-formatter 0.1.0: a refund of 1,250.25 rupees is printed 1,250.75, and one of 25 paise is 75 paise to the good.
#
# format_inr_full() writes an amount as India does, with groups of two and with decimals. The rupees are the amount cut
# towards nought; the paise are what is left over a division by one, and in Python a remainder is never negative: of
# -1250.25 it is 0.75. All refunds but those of whole rupees and of fifty paise are wrong, by up to 98 paise; below one
# rupee the sign is lost as well. And 1999.996, which rounds to 2000.00, is 1,999.00: the paise are rounded up to a rupee,
# which is cut off with their nought. Payments of whole paise are right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check inr-formatter==0.1.0
cat >"$work/seen.py" <<'PY'
import sys

from inr_formatter import format_inr_full


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def rupees(*amounts):
    return [format_inr_full(amount, symbol="") for amount in amounts]


expect("payments", rupees(1250.25, 8194325.50, 0.25), ["1,250.25", "81,94,325.50", "0.25"])
expect("refunds", rupees(-1250.25, -1250.99, -1250.01), ["-1,250.75", "-1,250.01", "-1,250.99"])
expect("refunds of fifty paise or none", rupees(-1250.50, -1250.0), ["-1,250.50", "-1,250.00"])
expect("a refund of 25 paise", rupees(-0.25), ["0.75"])
expect("1999.996", rupees(1999.996), ["1,999.00"])
PY
"$work/env/bin/python" "$work/seen.py"
