#!/usr/bin/env bash
# PyPI xhb2beancount 0.1.3 (with beancount 3.2.3): a cheque that was declared void is paid, and 100 euros changed into dinars are minus 33.12 dinars.
#
# The program turns HomeBank's books into beancount's. A payment of HomeBank has a status (st), and one that is void (4, TXN_STATUS_VOID
# in its sources) is in no balance; here it is booked like a paid one, so that the rent of 300.00 is paid twice
# and the bank has 600.00 less. A transfer between two currencies has an amount on each side, 100.00 out of the euros and
# 33.125 into the dinars of Kuwait; only the side that grows is taken, so that the same dinars leave the account of euros, which
# beancount refuses. HomeBank's table of currencies gives dinars three decimals (frac="3", as ISO 4217 does); all amounts get two,
# half to the even digit: 33.125 is 33.12.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check xhb2beancount==0.1.3 beancount==3.2.3
cat >"$work/seen.py" <<'PY'
import subprocess
import sys
from datetime import date

from beancount import loader

work = sys.argv[1]


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def booked(*operations):
    """What the converted books hold by account, and what beancount says against them."""
    day = date(2026, 11, 15).toordinal()  # HomeBank counts days like Python
    rows = "".join(f'<ope date="{day}" payee="1" {operation}/>' for operation in operations)
    with open(f"{work}/books.xhb", "w") as file:
        file.write(f"""<?xml version="1.0"?><homebank v="1.4" d="050604"><properties title="Example" curr="1"/>
<cur key="1" iso="EUR" name="Euro" symb="e" dchar="." gchar="," frac="2"/>
<cur key="2" iso="KWD" name="Kuwaiti Dinar" symb="KD" dchar="." gchar="," frac="3"/>
<account key="1" pos="1" type="1" curr="1" name="Bank" initial="0"/>
<account key="2" pos="2" type="1" curr="2" name="Dinars" initial="0"/>
<pay key="1" name="Landlord"/><cat key="1" name="Rent"/>{rows}</homebank>""")
    text = subprocess.run([f"{work}/env/bin/xhb2beancount", f"{work}/books.xhb"], check=True, capture_output=True, text=True).stdout
    entries, errors, _ = loader.load_string(text)
    held = {}
    for entry in entries:
        for posting in getattr(entry, "postings", []):
            key = posting.account, posting.units.currency
            held[key] = held.get(key, 0) + posting.units.number
    return ", ".join(f"{account} {held[account, currency]} {currency}" for account, currency in sorted(held)), [e.message for e in errors]


paid, void = ('amount="-300" account="1" paymode="2" category="1" st="%d"' % status for status in (2, 4))
expect("paid", booked(paid), ("Assets:Bank -300.00 EUR, Expenses:Rent 300.00 EUR", []))
expect("paid and void", booked(paid, void), ("Assets:Bank -600.00 EUR, Expenses:Rent 600.00 EUR", []))
out = 'amount="-100" account="1" dst_account="2" paymode="5" flags="24" kxfer="1"'
into = 'amount="33.125" account="2" dst_account="1" paymode="5" flags="26" kxfer="1"'
expect("changed", booked(out, into), ("Assets:Bank -33.12 KWD, Assets:Dinars 33.12 KWD", ["Invalid currency KWD for account 'Assets:Bank'"]))
PY
"$work/env/bin/python" "$work/seen.py" "$work"
