#!/usr/bin/env bash
# PyPI pharma-datamatrix 1.4.5: a pack whose code has no lot number has the lot of the pack that was read before it.
#
# The package reads the GS1 codes on packs of medicine and answers with a dictionary of article, expiry, lot and serial number. There is one
# dictionary for all packs: what a code does not have stays as the last one left it, and the answer for the first pack is, once the second
# was read, the second's. A list of two packs holds the second pack twice. Whether a code is complete is asked as "'GTIN' and 'BATCH' and
# 'EXPIRY' and 'SERIAL' in result", which is true where there is a serial number, of this pack or of one before. What is not
# complete would be an error, "INCOMPLETE DATA". A lot is what is called back when a medicine is bad.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check pharma-datamatrix==1.4.5
cat >"$work/seen.py" <<'PY'
import sys

from pharma_datamatrix import pharma_datamatrix


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


end = chr(29)
first = pharma_datamatrix(f"]d201040123450000161799123110A-1{end}21SERIAL-1")
expect("the first pack", first, {"SCHEME": "GS1", "GTIN": "04012345000016", "EXPIRY": "991231", "BATCH": "A-1", "SERIAL": "SERIAL-1"})
second = pharma_datamatrix(f"]d2010401234500002321SERIAL-2{end}17991130")
expect("the second, without a lot", second, {"SCHEME": "GS1", "GTIN": "04012345000023", "EXPIRY": "991130", "BATCH": "A-1", "SERIAL": "SERIAL-2"})
expect("the first, asked again", (first["SERIAL"], first is second), ("SERIAL-2", True))
packs = [pharma_datamatrix(f"]d201040123450000161799123110{lot}{end}21{serial}") for lot, serial in (("A-1", "S1"), ("B-2", "S2"))]
expect("two packs", [(pack["BATCH"], pack["SERIAL"]) for pack in packs], [("B-2", "S2"), ("B-2", "S2")])
PY
"$work/env/bin/python" "$work/seen.py"
