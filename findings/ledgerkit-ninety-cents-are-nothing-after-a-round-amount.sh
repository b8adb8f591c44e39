#!/usr/bin/env bash
# ledgerkit 1.0.0.dev1 (PyPI, "hledger-compatible") takes the way a commodity
# is written from its first amount in the journal. If that is $900, all
# dollars are shown without cents, and cut off, not rounded: $12.90 is $12,
# $0.90 is $0. The balance so lists 900, 12 and 0 of expenses against -913 at
# the bank and the total 0. The print command writes a journal for other
# programs to read, and writes the cut amounts: 13.80 dollars are lost for
# good when it is read again. (hledger shows the most decimals that any
# amount of the commodity has.) With the two entries in the other order all
# is right. Independent check: the amounts added up, and the printed journal
# read again by the library itself.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check ledgerkit==1.0.0.dev1
cat >"$work/seen.py" <<'PY'
import contextlib, io, re, sys
from decimal import Decimal as D
from ledgerkit import cli
from ledgerkit.parser import parse_string
def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")

RENT = "2026-02-01 Rent\n    expenses:rent  $900\n    assets:bank\n\n"
FOOD = "2026-02-01 Food\n    expenses:food  $12.90\n    expenses:tip  $0.90\n    assets:bank\n\n"
def run(command, text):
    path = sys.argv[1] + "/a.journal"
    open(path, "w").write(text)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        cli.main(["-f", path, command])
    return re.sub(r"\x1b\[\d+m", "", out.getvalue())

def balance(text):
    return {w[1]: w[0] for w in map(str.split, run("balance", text).splitlines()) if len(w) == 2}

def spent(text):
    return sum(p.amount.quantity for t in parse_string(text).transactions for p in t.postings
               if p.account.startswith("expenses"))

expect("spent", spent(RENT + FOOD), D("913.80"))
expect("balance, cents first", balance(FOOD + RENT),
       {"assets:bank": "$-913.80", "expenses:food": "$12.90", "expenses:rent": "$900.00", "expenses:tip": "$0.90"})
expect("balance, round amount first", balance(RENT + FOOD),
       {"assets:bank": "$-913", "expenses:food": "$12", "expenses:rent": "$900", "expenses:tip": "$0"})
expect("spent, after print and reading again", spent(run("print", RENT + FOOD)), D("912"))
PY
"$work/env/bin/python" "$work/seen.py" "$work"
