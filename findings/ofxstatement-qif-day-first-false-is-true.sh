#!/usr/bin/env bash
# PyPI ofxstatement-qif 0.14.0 (with quiffen 4.0.1 and ofxstatement 0.9.3): with day-first = false the 11th of May is the 5th of November.
#
# The plugin's settings, in its README "day-first = true", say whether the day or the month is first in a date. What is asked is
# only whether the line is there. So false, no and 0 put the day first, as true does; without the line the month is first. A file of
# an American bank whose owner wrote down what holds for it has each date up to the 12th of a month in another month, and 13 and
# above, where the day can only be the day, right. The type of a payment is by the kind of account: what leaves an account of credit
# cards and what comes back are OTHER both, and on a liability account both are DEBIT, a repayment too.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check ofxstatement-qif==0.14.0 quiffen==4.0.1 ofxstatement==0.9.3
cat >"$work/seen.py" <<'PY'
import sys
from pathlib import Path

from ofxstatement.ui import UI
from ofxstatement_qif.plugin import QIFPlugin


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def read(kind, settings):
    path = Path(sys.argv[0]).with_name("bank.qif")
    path.write_text(f"!Type:{kind}\nD05/11/2026\nT-12.50\nPA shop\n^\nD05/13/2026\nT12.50\nPA shop\n^\n")
    lines = QIFPlugin(UI(), settings).get_parser(str(path)).parse().lines
    return [str(line.date.date()) for line in lines], [line.trntype for line in lines]


month_first, day_first = ["2026-05-11", "2026-05-13"], ["2026-11-05", "2026-05-13"]
for settings, dates in (({}, month_first), ({"day-first": "true"}, day_first), ({"day-first": "false"}, day_first),
                        ({"day-first": "no"}, day_first), ({"day-first": "0"}, day_first)):
    expect(f"{settings}", read("Bank", settings)[0], dates)
expect("types of a card", read("CCard", {})[1], ["OTHER", "OTHER"])
expect("types of a liability", read("Oth L", {})[1], ["DEBIT", "DEBIT"])
PY
"$work/env/bin/python" "$work/seen.py"
