#!/usr/bin/env bash
# PyPI accounting-vasco 0.1.4: an entry with a third cost centre has lost its first.
#
# An entry of Slovenia's VASCO (KN-21) has up to four, Sm, Sm2, Sm3 and Sm4, and the package takes cost_code, cost_code2, cost_code3 and
# cost_code4. The third is put down under the first one's key, so with all four given the file has Sm2, Sm3 and Sm4, and the cost is
# booked to no shop at all. No error; with one or two cost centres the file is right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check accounting-vasco==0.1.4 lxml==6.0.2 iso3166==2.1.1
cat >"$work/seen.py" <<'PY'
import datetime
import re
import sys

from accounting_vasco.core import Entry, VASCOExport

def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def written(*codes):
    day = datetime.date(2026, 11, 2)
    names = ("cost_code", "cost_code2", "cost_code3", "cost_code4")
    export = VASCOExport()
    export.add_entry(
        Entry("IR", "7", day, day, day, "Rent of November", "4140", debit="100.00", credit=None, **dict(zip(names, codes)))
    )
    return " ".join("=".join(pair) for pair in re.findall(r"<(Sm\d?)>\s*<Sifra>(\d+)", export.render_xml()))


expect("one", written("100"), "Sm=100")
expect("two", written("100", "200"), "Sm=100 Sm2=200")
expect("three", written("100", "200", "300"), "Sm2=200 Sm3=300")
expect("four", written("100", "200", "300", "400"), "Sm2=200 Sm3=300 Sm4=400")
PY
"$work/env/bin/python" "$work/seen.py"
