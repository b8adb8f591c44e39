#!/usr/bin/env bash
# PyPI fec-parser 1.0.1: a French tax ledger with its lines marked +1 and -1 is a ledger of noughts, and balances.
#
# In the FEC (fichier des écritures comptables, article A47 A-1 of the Livre des procédures fiscales) debit and credit
# may be replaced by one amount (Montant) and its direction (Sens), which is D or C, or +1 or -1. The parser knows Montant
# and Sens and compares the direction with the letters only, and what is not D has no debit and what is not C no
# credit. The same sale of 120.00 is read rightly with D and C; with +1 and -1 each line is 0 on both sides, no error is
# listed, and the check that debits equal credits passes, for 0 is 0. The income statement made from it is empty.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check fec-parser==1.0.1
cat >"$work/seen.py" <<'PY'
import sys

from fec_parser.parser import FECParser


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def ledger(debit, credit):
    columns = (
        "JournalCode JournalLib EcritureNum EcritureDate CompteNum CompteLib CompAuxNum CompAuxLib PieceRef PieceDate "
        "EcritureLib Montant Sens EcritureLet DateLet ValidDate Montantdevise Idevise"
    ).split()
    lines = [("411000", "Clients", "120,00", debit), ("707000", "Ventes", "100,00", credit), ("445710", "TVA", "20,00", credit)]
    rows = [columns] + [
        ["VE", "Ventes", "1", "20261115", number, name, "", "", "F1", "20261115", "Vente", amount, sense, "", "", "20261115", "", ""]
        for number, name, amount, sense in lines
    ]
    return "".join("\t".join(row) + "\n" for row in rows)


def read(debit, credit):
    parser = FECParser.from_txt(ledger(debit, credit))
    errors = parser.parse()
    return [str(error) for error in errors], [(e.compte_num, str(e.debit), str(e.credit)) for e in parser.get_ecritures()]


expect("D and C", read("D", "C"), ([], [("411000", "120.00", "0"), ("707000", "0", "100.00"), ("445710", "0", "20.00")]))
expect("+1 and -1", read("+1", "-1"), ([], [("411000", "0", "0"), ("707000", "0", "0"), ("445710", "0", "0")]))
PY
"$work/env/bin/python" "$work/seen.py"
