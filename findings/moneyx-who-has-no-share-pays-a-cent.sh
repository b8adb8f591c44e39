#!/usr/bin/env bash
# PyPI moneyx 0.1.1: of 100.01 shared 50 to 50 with a third who has no part, the third pays a cent.
#
# Each share is rounded half up, 50.01 and 50.01, and what is then too much is taken from the first in the list, whoever that is: one whose
# ratio is nought gets -0.01. bulk_add asks for one currency in all amounts, unless it is told which currency the sum is to have:
# then a hundred dollars and a hundred euros are two hundred dollars, and with yen a hundred yen are a hundred dollars. No
# rate is asked for, and a sum by + refuses it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check moneyx==0.1.1 babel==2.17.0
cat >"$work/seen.py" <<'PY'
import sys

from moneyx import Money
from moneyx.bulk import bulk_add

def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def shares(amount, *ratios):
    return [str(share.amount) for share in Money(amount, "USD").allocate(ratios)]


expect("50 and 50", shares("100.01", 50, 50), ["50.00", "50.01"])
expect("50, 50 and nothing", shares("100.01", 50, 50, 0), ["50.00", "50.01", "0.00"])
expect("nothing, 50 and 50", shares("100.01", 0, 50, 50), ["-0.01", "50.01", "50.01"])

dollars, euros, yen = Money("100.00", "USD"), Money("100.00", "EUR"), Money("100", "JPY")
expect("dollars and euros", repr(bulk_add([dollars, euros], "USD")), "<Money 200.00 USD>")
expect("dollars and yen", repr(bulk_add([dollars, yen], "USD")), "<Money 200.00 USD>")
PY
"$work/env/bin/python" "$work/seen.py"
