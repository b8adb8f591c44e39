#!/usr/bin/env bash
# PyPI beancount-multitool 0.7.1 (with pandas 2.3.3): a coat for 180.00 that was returned to the shop is in the books as bought, and a fee given back too.
#
# Chase writes what is spent on a card as a negative amount, and payments, returns and what is credited as positive ones, with their
# kind in the column Type. The importer for its Sapphire card leaves out every positive amount: "Drop positive amounts as they are
# credit card payments". The kind is read and not looked at. So of a purchase and its return the purchase is left, as expense and as
# debt on the card; the debt never comes down to the bank's, and a balance of the account fails by what was returned. A payment is
# rightly left out here, as it comes from the bank's own file.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check beancount-multitool==0.7.1 pandas==2.3.3 numpy==2.3.5 click==8.3.0 tqdm==4.67.1
cat >"$work/seen.py" <<'PY'
import sys
from pathlib import Path

from beancount_multitool.ChaseSPCard import ChaseSPCard


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


work = Path(sys.argv[0]).parent
(work / "config.toml").write_text('[beancount]\nsource_account = "Liabilities:Chase"\ncurrency = "USD"\n'
                                  '[database]\ndebit_mapping = "map.toml"\n')
(work / "map.toml").write_text('[default]\nflag = ""\npayee = ""\nnarration = ""\naccount = "Expenses:Other"\ntags = []\n')
(work / "bank.csv").write_text("""Transaction Date,Post Date,Description,Category,Type,Amount,Memo
11/12/2026,11/13/2026,ANNUAL FEE CREDIT,Fees & Adjustments,Adjustment,95.00,
11/10/2026,11/11/2026,COATS AND MORE,Shopping,Return,180.00,
11/05/2026,11/05/2026,Payment Thank You,,Payment,500.00,
11/03/2026,11/04/2026,ANNUAL FEE,Fees & Adjustments,Fee,-95.00,
11/02/2026,11/03/2026,COATS AND MORE,Shopping,Sale,-180.00,
""")
ChaseSPCard(str(work / "config.toml")).convert(str(work / "bank.csv"), str(work / "bank.bean"))
booked = [line.split()[-2:] for line in (work / "bank.bean").read_text().splitlines() if "Expenses:" in line]
expect("booked of five lines", booked, [["180.00", "USD"], ["95.00", "USD"]])
expect("spent, truly", 180.00 + 95.00 - 180.00 - 95.00, 0.0)
PY
"$work/env/bin/python" "$work/seen.py"
