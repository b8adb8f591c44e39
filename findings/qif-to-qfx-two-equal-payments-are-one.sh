#!/usr/bin/env bash
# PyPI qif-to-qfx 0.1.1: of two parcels sent for 4.50 on one day one is in the books.
#
# The README's deduplication is there to "combine multiple overlapping QIF files". It is done within a single file too, by
# day, amount and payee: two payments of 4.50 to one courier on one day are one, and the balance, which is the sum of what
# is left, agrees. That they are two is told by their references (N) in the QIF, which are not read; OFX has FITID so that a
# reader need not guess. Unless it is told --no-balance, the program then pays all of it back, as the README says, until the
# file is nought. And a day as Quicken writes it since 2000, 11/15'26, goes into the QFX as it stands, where OFX wants eight
# digits, and is the beginning of the list.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check qif-to-qfx==0.1.1
statement() {
  printf '!Type:Bank\n'
  printf 'D%s\nT%s\nN%s\nP%s\n^\n' "$1" -4.50 1001 Courier "$1" -4.50 1002 Courier "11/16/2026" 1,000.00 1003 Payout
}
statement "11/15/2026" >"$work/digits.qif"
statement "11/15'26" >"$work/apostrophe.qif"
cat >"$work/seen.py" <<'PY'
import re
import sys


def expect(what, file, described):
    qfx = open(file).read()
    seen = {name: re.findall(f"<{name}>(.*)", qfx) for name in described}
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


work = sys.argv[1]
expect("three payments", f"{work}/digits.qfx", {"TRNAMT": ["-4.50", "1000.00"], "BALAMT": ["995.50"]})
expect(
    "balanced",
    f"{work}/balanced.qfx",
    {"TRNAMT": ["-4.50", "1000.00", "4.50", "-1000.00"], "BALAMT": ["0.00"]},
)
expect(
    "with an apostrophe",
    f"{work}/apostrophe.qfx",
    {"DTPOSTED": ["11/15'26", "20261116"], "DTSTART": ["11/15'26000000"]},
)
PY
convert="$work/env/bin/qif-to-qfx"
"$convert" "$work/digits.qif" -o "$work/digits.qfx" --no-balance >/dev/null
"$convert" "$work/digits.qif" -o "$work/balanced.qfx" >/dev/null
"$convert" "$work/apostrophe.qif" -o "$work/apostrophe.qfx" --no-balance >/dev/null
"$work/env/bin/python" "$work/seen.py" "$work"
