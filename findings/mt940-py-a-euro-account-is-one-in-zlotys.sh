#!/usr/bin/env bash
# PyPI mt940-py 0.1.7 (with mt-940 5.1.1): a bank's statement of 1,250.00 euros is one of 1,250.00 złotys after it was converted.
#
# The package makes MT940 of the CSV files of a Polish bank (mBank), for the books of an office. Its currency is PLN from the first
# line on, and nothing ever asks the file, which names the account's currency above the payments and with every amount ("-12,50
# EUR"). The letters are cleaned away, and balances and sums come out in złotys, a quarter of what they are; its own exporter, which
# reads the result back, says PLN of each payment too. An opening balance that stands on the line under its title, where it is
# looked for on purpose, is nothing, since the line ends with a semicolon, as all do, and what follows the semicolon is taken. Its
# own validator finds both files in order.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps mt940-py==0.1.7 mt-940==5.1.1
cat >"$work/seen.py" <<'PY'
import sys
from pathlib import Path

from mt940_py.converter import MT940Converter
from mt940_py.exporter import MT940ToCSVExporter
from mt940_py.validator import MT940Validator


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


FILE = """#Klient;
SKLEP PRZY RYNKU;
#Waluta;
EUR;
#Numer rachunku;
12 1140 2004 0000 3002 0135 5387;
#Saldo początkowe;{}100,00 EUR;

#Data księgowania;#Data operacji;#Opis operacji;#Tytuł;#Nadawca/Odbiorca;#Numer konta;#Kwota;#Saldo po operacji;
2026-11-02;2026-11-02;PRZELEW;FAKTURA 12;KLIENT;'10105000997603123456789123';1 250,00 EUR;1 350,00 EUR;
2026-11-03;2026-11-03;PRZELEW;ZWROT;KLIENT;'10105000997603123456789123';-12,50 EUR;1 337,50 EUR;
"""


def converted(before_balance):
    text = MT940Converter().convert(FILE.format(before_balance))
    path = Path(sys.argv[0]).with_name("statement.sta")
    path.write_text(text)
    balances = [line for line in text.splitlines() if line.startswith((":60F:", ":62F:"))]
    return balances, MT940Validator().validate_file(str(path))["is_valid"], MT940ToCSVExporter().export(str(path))


balances, valid, listed = converted("")
expect("balances", balances, [":60F:C261102PLN100,00", ":62F:C261103PLN1337,50"])
expect("payments by the exporter", [line.split(";")[1:3] for line in listed.splitlines()[1:]], [["1250.00", "PLN"], ["-12.50", "PLN"]])
expect("valid", valid, True)
balances, valid, _ = converted("\n")
expect("with the balance on the next line", balances, [":60F:C261102PLN0,00", ":62F:C261103PLN1237,50"])
expect("valid", valid, True)
PY
"$work/env/bin/python" "$work/seen.py"
