#!/usr/bin/env bash
# PyPI colombia-money-parser 0.1.0: the words that it has written for 1,500,000,000 pesos it reads as 500,001,000.
#
# The package puts pesos into words and words into pesos. Spanish counts thousands of millions, mil quinientos millones,
# which it writes rightly. On the way back "mil" ends a group at once, and the millions are then only 500. A billón (a
# million of millions) it writes too, and does not know again: of two of them 2 is left. Centavos, which it does not promise
# to read, are not left out but are pesos: its own words for 1000.50 are 1050. A million and a half comes back whole, as its
# docstring shows. And the minimum wage of 2025, by which fines and damages are reckoned, is 1,420,000, an example by its
# own comment; the decree's is 1,423,500 (Decreto 1572 de 2024).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check colombia-money-parser==0.1.0
cat >"$work/seen.py" <<'PY'
import sys

from colombia_money_parser import letters_to_number, number_to_letters, to_smmlv


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def and_back(amount):
    words = number_to_letters(amount)
    return words, letters_to_number(words)


expect("a million and a half", and_back(1500000), ("UN MILLÓN QUINIENTOS MIL PESOS", 1500000))
expect("a milliard and a half", and_back(1500000000), ("MIL QUINIENTOS MILLONES DE PESOS", 500001000))
expect("two billones", and_back(2000000000000), ("DOS BILLONES DE PESOS", 2))
expect("1000.50", and_back(1000.50), ("MIL PESOS CON CINCUENTA CENTAVOS", 1050))
expect("minimum wages in 14,235,000 of 2025", to_smmlv(14235000, year=2025), 10.02)
PY
"$work/env/bin/python" "$work/seen.py"
