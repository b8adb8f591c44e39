#!/usr/bin/env bash
# PyPI clario 0.1.1: with the day first, the rent of 5 November is booked in May and the power of the 13th in November.
#
# Each row's date is tried as 2026-11-02, as month/day/year and as day/month/year, and the first that fits is taken, for each row by
# itself. So a statement of a European bank has its days up to the 12th turned round and the others not: the rent of
# 05/11/2026 is booked on 11 May, the power of 13/11/2026 on 13 November, and December's rent is the first of all, on 12 January. No
# word is said of it, and no option tells the order. A file is written by one bank, and its 13th shows what is meant.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check clario==0.1.1 click==8.1.8 pyyaml==6.0.3 rich==13.9.4
cat >"$work/seen.py" <<'PY'
import sys
from pathlib import Path

from clario.transactions import load_transactions

def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def dates(*rows):
    file = Path(sys.argv[1], "statement.csv")
    file.write_text("date,description,amount\n" + "".join(f"{day},Rent,-1000.00\n" for day in rows))
    return [str(row.date) for row in load_transactions(file)]


expect("days above the 12th", dates("13/11/2026", "30/11/2026"), ["2026-11-13", "2026-11-30"])
expect("days of one statement", dates("05/11/2026", "13/11/2026", "01/12/2026"), ["2026-05-11", "2026-11-13", "2026-01-12"])
PY
"$work/env/bin/python" "$work/seen.py" "$work"
