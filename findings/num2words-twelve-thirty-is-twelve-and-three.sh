#!/usr/bin/env bash
# PyPI num2words 0.5.14: in several languages a cheque is written out over another amount, or over none.
#
# English, German and most others are right, which is why one trusts the rest. 12.30 is "twelve pesos and three centavos"
# in the Spanish of Colombia (and Guatemala, Costa Rica, Venezuela) and "twelve kroner and three øre" in Danish; as an exact
# Decimal, 1100.01 is "eleven kroner and zero point zero one øre". Turkish has "lira" alone for an exact 12.30, and for all
# below one lira "bedelsiz", free of charge. In Bengali 1.05 has fifty paisa. In Serbian a milliard (10^9) is "bilion",
# which there is a thousand times as much. On a cheque whose words and figures differ the words count.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check num2words==0.5.14
cat >"$work/seen.py" <<'PY'
import sys
from decimal import Decimal

from num2words import num2words


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def words(amount, language):
    return num2words(amount, lang=language, to="currency")


expect("English", words(Decimal("12.30"), "en"), "twelve euro, thirty cents")
expect("Colombia", words(12.30, "es_CO"), "doce pesos y tres centavos")
expect("Danish", words(12.30, "da"), "tolv kr og tre øre")
expect("Danish, exact", words(Decimal("1100.01"), "da"), "elleve kr og nul komma nul et øre")
expect("Turkish, exact", words(Decimal("12.30"), "tr"), "lira")
expect("Turkish, below one", words(0.99, "tr"), "bedelsiz")
expect("Bengali", words(Decimal("1.05"), "bn"), words(Decimal("1.50"), "bn"))
expect("Serbian", num2words(10**9, lang="sr"), "jedan bilion")
PY
"$work/env/bin/python" "$work/seen.py"
