#!/usr/bin/env bash
# PyPI company-id-validators 0.1.0: nine of ten VAT numbers of Monaco are refused.
#
# Monaco is in the VAT territory of France, and its numbers are French by their form: FR, two check digits, and nine that begin with 000 and
# are no SIREN, so they have no Luhn digit. The package takes them for a SIREN and says that the check digit fails, but for
# the tenth part that passes by chance. Whoever sells to Monaco charges such a customer with VAT that is not due. A number of
# France is right. Checked with python-stdnum 2.1, which knows both.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check company-id-validators==0.1.0 python-stdnum==2.1
cat >"$work/seen.py" <<'PY'
import sys

from company_id_validators import validate_eu_vat
from stdnum.fr import tva as france
from stdnum.mc import tva as monaco

def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


# The two check digits are 12 and three times the last nine, by 97.
numbers = [f"FR{(12 + 3 * last) % 97:02d}{last:09d}" for last in range(4605, 4705)]
expect("numbers of Monaco that are valid", sum(map(monaco.is_valid, numbers)), 100)
expect("of them taken", sum(validate_eu_vat(number)["ok"] for number in numbers), 10)
expect("the reason", validate_eu_vat("FR53000004605")["reason"].split(":")[1].strip(), "Fails the Luhn check digit.")
number = "FR40303265045"
expect("a number of France", (validate_eu_vat(number)["ok"], france.is_valid(number)), (True, True))
PY
"$work/env/bin/python" "$work/seen.py"
