#!/usr/bin/env bash
# PyPI debauto 0.2.3: a direct debit of 150.00 reais takes 1,500,000,000,000.00 from the customer.
#
# The package writes the file by which Brazilian banks debit bills from accounts (FEBRABAN's débito automático, 150 characters).
# The amount of a debit, record E, is a numeric field of 15 digits with two implied decimals, so it stands at the right behind
# noughts. Here the cents stand at the left and the noughts fill up from behind, for each of the three banks; so is a branch
# of three digits, 123, the branch 1230. The sum in the file's last record is padded on the right side and tells 239.90 for
# debits of 150.00 and 89.90.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check debauto==0.2.3
cat >"$work/seen.py" <<'PY'
import sys
from decimal import Decimal

from debauto.bancos.bb import BancoBrasil
from debauto.bancos.caixa import Caixa
from debauto.bancos.santander import Santander
from debauto.remessa import Configuracao, Debito


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def money(digits):
    return str(Decimal(digits).scaleb(-2))


for bank in (BancoBrasil, Caixa, Santander):
    file = bank(Configuracao("1234", "12345", "12345", "EXEMPLO LTDA", "000001", "15/11/2026"))
    for number, amount in (("1", 150.00), ("2", 89.90)):
        file.debitos = Debito(number, "123", "12345", "20/11/2026", amount, "03", "", "0")
    lines = [line.rstrip("\r\n") for line in file.get_debitos()]
    name = bank.__name__
    expect(f"{name}, characters", [len(line) for line in lines], [150, 150])
    expect(f"{name}, due", [line[44:52] for line in lines], ["20261120", "20261120"])
    expect(f"{name}, amounts", [money(line[52:67]) for line in lines], ["1500000000000.00", "8990000000000.00"])
    expect(f"{name}, branches", [line[26:30] for line in lines], ["1230", "1230"])
    expect(f"{name}, the file's sum", money(file.get_trailler()[7:24]), "239.90")
PY
"$work/env/bin/python" "$work/seen.py"
