#!/usr/bin/env bash
# PyPI x940 0.1.1: an overdrawn bank account has money, and an emptied one has no closing balance.
#
# The balances of MT940 (fields 60F and 62F) are C or D and an amount, like its lines. The amounts of the lines are signed,
# as the README says; the balances come without their sign, as numbers and in the JSON: 100.00 overdrawn and another 50.00
# taken out are 100.0, -50.0 and 150.0, so that the account looks 300.00 better than it is. The camt.053 that the
# same library makes has DBIT at both. A balance of 0,00, which every account has that is swept each night, is refused as
# "Missing mandatory tag :62F:"; one of 0,01 is there.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check x940==0.1.1
cat >"$work/seen.py" <<'PY'
import json
import re
import sys

import x940


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def statement(opening, line, closing):
    fields = [":20:REF", ":25:NL00BANK0123456789", ":28C:1/1", f":60F:{opening}", f":61:{line}", ":86:transfer", f":62F:{closing}", ""]
    return x940.MT940("\r\n".join(fields))


overdrawn = statement("D260101EUR100,00", "2601050105D50,00NTRFABC//1", "D260105EUR150,00")
expect("numbers", (overdrawn.opening_balance, overdrawn.transactions[0].amount, overdrawn.closing_balance), (100.0, -50.0, 150.0))
seen = json.loads(overdrawn.to_json())[0]
expect("JSON", (seen["openingBalance"], seen["transactions"][0]["amount"], seen["closingBalance"]), (100.0, -50.0, 150.0))
expect("camt.053", re.findall("<CdtDbtInd>(....)", overdrawn.to_camt053()), ["DBIT", "DBIT", "DBIT"])

expect("a cent left", statement("C260101EUR50,00", "2601050105D49,99NTRFABC//1", "C260105EUR0,01").closing_balance, 0.01)
try:
    expect("nothing left", statement("C260101EUR50,00", "2601050105D50,00NTRFABC//1", "C260105EUR0,00").closing_balance, "an error")
except ValueError as error:
    expect("nothing left", str(error), "Missing mandatory tag :62F: (REF)")
PY
"$work/env/bin/python" "$work/seen.py"
