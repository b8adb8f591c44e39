#!/usr/bin/env bash
# PyPI petrovna 1.0.2: any ten or twelve digits are a Russian tax number (INN), and each of the hundred that differ in the check digits is valid.
#
# validate_inn() checks, by its own words, "a value of 10 or 12 digits with a check of the control sum". The control digits are
# reckoned by the right weights and compared, and where they differ nothing happens: what would tell the error is the other branch
# of the length, which is reached by no number, as the length was looked at before. With errors=True there is no error either. So a
# typing mistake in a customer's INN, which names the party on each Russian invoice and payment order, is never found. The same
# package's OGRN, OGRNIP and SNILS do refuse wrong digits. Compared with python-stdnum 2.1.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check petrovna==1.0.2 python-stdnum==2.1
cat >"$work/seen.py" <<'PY'
import sys
import petrovna
from stdnum.ru import inn as other


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def counted(valid, stem, digits):
    return sum(bool(valid(f"{stem}{end:0{digits}d}")) for end in range(10**digits))


for stem, digits in (("770708389", 1), ("500100732", 1), ("5001007322", 2)):
    seen = counted(petrovna.validate_inn, stem, digits), counted(other.is_valid, stem, digits)
    expect(f"{stem} with each ending: valid, and by python-stdnum", seen, (10**digits, 1))
expect("1234567890, with its errors", petrovna.validate_inn("1234567890", errors=True), (True, None))
expect("eleven digits", petrovna.validate_inn("12345678901"), False)
expect("an OGRN with each ending", counted(petrovna.validate_ogrn, "102770013219", 1), 1)
expect("a SNILS with each ending", counted(petrovna.validate_snils, "112233445", 2), 1)
PY
"$work/env/bin/python" "$work/seen.py"
