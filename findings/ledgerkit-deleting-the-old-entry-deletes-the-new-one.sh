#!/usr/bin/env bash
# ledgerkit 1.0.0.dev1 (PyPI), its layer for editors: entries are added to a
# journal file by date, changed and deleted. An entry older than all others
# is written at the top of the file, and the places of the rest are moved
# down, but only of those which began below the last line of the new one: the
# entry that was first in the file keeps its old place, where the new one
# now stands. To delete it deletes the new entry; in memory it is gone, in
# the file it is still there. To change it writes it over the new entry, and
# the file then has it twice. Both are saved without a word. Independent
# check: the saved file is read anew, and its entries named.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check ledgerkit==1.0.0.dev1
cat >"$work/seen.py" <<'PY'
import sys
from ledgerkit.editor_model import EditorDocument
from ledgerkit.parser import parse_string
def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")

FILE = sys.argv[1] + "/a.journal"
START = """2026-02-01 Rent
    expenses:rent  $900.00
    assets:bank

2026-03-01 Food
    expenses:food  $50.00
    assets:bank
"""
OPENING = "2026-01-01 Opening\n    assets:bank  $2000.00\n    equity\n"
def session(act, new=OPENING):
    """Add an entry, act on the rent; entries in memory and in the saved file."""
    open(FILE, "w").write(START)
    doc = EditorDocument(FILE)
    rent = doc.journal.transactions[0]
    doc.add_transaction(parse_string(new).transactions[0])
    act(doc, rent)
    doc.save()
    names = lambda journal: [t.description for t in journal.transactions]
    return names(doc.journal), names(parse_string(open(FILE).read()))

expect("nothing done but to add", session(lambda doc, rent: None), (["Opening", "Rent", "Food"],) * 2)
expect("rent deleted: in memory, in the file",
       session(lambda doc, rent: doc.delete_transaction(rent)), (["Opening", "Food"], ["Rent", "Food"]))
paid = parse_string(START.replace("Rent", "Rent paid")).transactions[0]
expect("rent changed: in memory, in the file",
       session(lambda doc, rent: doc.update_transaction(rent, paid)),
       (["Opening", "Rent paid", "Food"], ["Rent paid", "Rent", "Food"]))
expect("the same with an entry added between",
       session(lambda doc, rent: doc.delete_transaction(rent), OPENING.replace("01-01", "02-15")),
       (["Opening", "Food"],) * 2)
PY
"$work/env/bin/python" "$work/seen.py" "$work"
