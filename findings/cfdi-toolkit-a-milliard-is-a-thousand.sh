#!/usr/bin/env bash
# PyPI cfdi-toolkit 1.0.0: two milliard pesos in words are two thousand pesos.
#
# num2letras() puts the amount of a Mexican invoice into words, "including support for very large numbers". Spanish counts
# a milliard as a thousand millions (mil millones), and the word for millions is written only where the group of the
# millions itself holds something: 1,500,000,000 is right, and 1,000,000,000 is "Mil pesos 00/100 M.N.", just as 1000
# is. 2,000,000,500 are "Dos mil quinientos pesos", which is 2,500. Where figures and words differ on a draft, the words count
# (Ley General de Títulos y Operaciones de Crédito, article 16).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check cfdi-toolkit==1.0.0
cat >"$work/seen.py" <<'PY'
import sys

from cfdi import CFDI


def expect(number, described):
    seen = CFDI.num2letras(number)
    print(f"{number}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


expect(1000, "Mil pesos 00/100 M.N.")
expect(1_000_000_000, "Mil pesos 00/100 M.N.")
expect(2_000_000_000, "Dos mil pesos 00/100 M.N.")
expect(2_000_000_500, "Dos mil quinientos pesos 00/100 M.N.")
expect(1_500_000_000, "Mil quinientos millones pesos 00/100 M.N.")
PY
"$work/env/bin/python" "$work/seen.py"
