#!/usr/bin/env bash
# italian-tax-validators 1.1.0 (PyPI) says it "automatically handles omocodia
# substitutions": where two people would have the same codice fiscale, digits
# of one are replaced by letters (2 by N), and the check letter is computed
# anew over the letters. The validator puts the digits back before it
# computes the check letter, so it wants the letter of the other person: every
# true omocodia code is refused as of invalid format, and the wrong one, with
# the letter of the code without substitution, is valid, with birth date and
# age. The very people the rule is for cannot register. Independent check:
# python-stdnum, and the sum of the decree of 1976 by hand over the letters.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check italian-tax-validators==1.1.0 python-stdnum==2.1
cat >"$work/seen.py" <<'PY'
import sys
from italian_tax_validators import validate_codice_fiscale as check
from stdnum.it import codicefiscale
def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")

ODD = dict(zip("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
               [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4,
                18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]))
def letter(code):
    """Odd places by the table, even places by their rank; the rest of 26."""
    total = sum(ODD[c] if n % 2 == 0 else int(c, 36) - (10 if c.isalpha() else 0)
                for n, c in enumerate(code))
    return chr(65 + total % 26)

expect("letter of the plain code", letter("RSSMRA85T10A562"), "S")
expect("letter with the last digit replaced", letter("RSSMRA85T10A56N"), "H")
right, wrong = "RSSMRA85T10A56NH", "RSSMRA85T10A56NS"
expect("plain code, by the library", check("RSSMRA85T10A562S").is_valid, True)
expect("by stdnum, right and wrong",
       (codicefiscale.is_valid(right), codicefiscale.is_valid(wrong)), (True, False))
expect("right omocodia code, by the library",
       (check(right).is_valid, check(right).error_code), (False, "tax_id_cf_invalid_format"))
expect("wrong one, by the library",
       (check(wrong).is_valid, str(check(wrong).birthdate)), (True, "1985-12-10"))
PY
"$work/env/bin/python" "$work/seen.py"
