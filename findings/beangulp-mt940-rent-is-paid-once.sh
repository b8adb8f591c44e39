#!/usr/bin/env bash
# PyPI beangulp-mt940 0.2.0 (with mt-940 5.1.1): the rent of November is left out because October's had the same text.
#
# A line of MT940 (field 61) has the customer's reference and, behind "//", the bank's. The importer leaves out what the
# ledger has already, and its README says by what: "the bank's unique entry reference (the part after //)"; a line without
# one "is never skipped". Where the bank gives none, the customer's is taken all the same, and that one is not unique: a
# standing order bears the same text every month. The second month's payment of 1200.00 is not drafted, and of the statement
# only its closing balance comes out, which fails. With "//" behind the text, the payment is there.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check beangulp-mt940==0.2.0 mt-940==5.1.1 beancount==3.2.3 beangulp==0.2.0
cat >"$work/seen.py" <<'PY'
import sys
from pathlib import Path

from beancount.core.data import Transaction
from beangulp_mt940 import Importer


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def drafted(month, reference, opening, closing, ledger):
    file = Path(sys.argv[1]) / f"{month}.sta"
    file.write_text(
        f":20:{month}\n:25:CH9300762011623852957\n:28C:{month}/1\n:60F:C26{month}01CHF{opening}\n"
        f":61:26{month}02{month}02D1200,00NTRF{reference}\n:86:?Example Houses\n:62F:C26{month}28CHF{closing}\n"
    )
    return Importer("Assets:Bank").extract(str(file), existing=ledger)


def payments(entries):
    return [(str(entry.date), str(entry.postings[0].units)) for entry in entries if isinstance(entry, Transaction)]


october = drafted("10", "RENT OFFICE", "5000,00", "3800,00", [])
expect("October", payments(october), [("2026-10-02", "-1200.00 CHF")])
november = drafted("11", "RENT OFFICE", "3800,00", "2600,00", october)
expect("November", payments(november), [])
expect("November's balance", [str(entry.amount) for entry in november], ["2600.00 CHF"])
november = drafted("11", "RENT OFFICE//BANK2", "3800,00", "2600,00", october)
expect("November with the bank's own", payments(november), [("2026-11-02", "-1200.00 CHF")])
PY
"$work/env/bin/python" "$work/seen.py" "$work"
