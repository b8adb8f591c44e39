#!/usr/bin/env bash
# PyPI bankcsv 0.0.2: of two accounts at ANZ, the one that was exported later wipes out the other.
#
# Overlapping files of one account are put together so that, as the README says, "the most recent export wins for every date it
# covers". For Bankwest and Macquarie that is done by account. For ANZ it is done over all files, though the rows have their account:
# with the wages on one account and the savings on another, every payment of the first from the day on which the second's file begins
# is gone, 1,750.00 of wages and rent here. Loaded by themselves, both are whole.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check bankcsv==0.0.2 python-dotenv==1.2.1 pandas==2.3.3 numpy==2.3.4 python-dateutil==2.9.0.post0 pytz==2025.2 tzdata==2025.2 six==1.17.0
cat >"$work/seen.py" <<'PY'
import pathlib
import sys

import bankcsv

def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


FILES = {
    "everyday.csv": "03/11/2026,-500.00,RENT,Everyday,,,,\n05/11/2026,2250.00,WAGES,Everyday,,,,\n06/11/2026,-500.00,RENT,Everyday,,,,\n",
    "savings.csv": "04/11/2026,20.00,INTEREST,Savings,,,,\n09/11/2026,70.00,TRANSFER,Savings,,,,\n",
}


def sums(*names):
    folder = pathlib.Path(sys.argv[1], "-".join(names))
    folder.mkdir()
    for name in names:
        (folder / name).write_text(FILES[name])
    frame = bankcsv.load_anz(folder)
    return {account: str(rows["amount"].sum()) for account, rows in frame.groupby("account")}


expect("the first by itself", sums("everyday.csv"), {"Everyday": "1250.00"})
expect("the second by itself", sums("savings.csv"), {"Savings": "90.00"})
expect("both", sums("everyday.csv", "savings.csv"), {"Everyday": "-500.00", "Savings": "90.00"})
PY
"$work/env/bin/python" "$work/seen.py" "$work"
