#!/usr/bin/env bash
# PyPI mt-940 5.1.1: the reversal of a credit is a positive amount.
#
# Field 61 of a bank statement marks with RC what was credited and taken back, which lowers the balance; the opening and
# closing balances below say so. The amount that the library gives is negative for D alone, so a payout that bounced
# counts as a second payout. The reversal of a debit (RD) is positive, as it should be.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check mt-940==5.1.1
cat >"$work/seen.py" <<'PY'
import sys

import mt940


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def amount(mark, closing):
    text = "\n".join(
        [":20:STATEMENT", ":25:12345678/0000123456", ":28C:1/1", ":60F:C261101EUR100,00",
         f":61:2611151115{mark}10,00NTRFNONREF", ":86:payout", f":62F:C261130EUR{closing}", "-", ""]
    )
    statement = mt940.parse(text)
    return str(list(statement)[0].data["amount"].amount)


expect("C", amount("C", "110,00"), "10.00")
expect("RC", amount("RC", "90,00"), "10.00")
expect("D", amount("D", "90,00"), "-10.00")
expect("RD", amount("RD", "110,00"), "10.00")
PY
"$work/env/bin/python" "$work/seen.py"
