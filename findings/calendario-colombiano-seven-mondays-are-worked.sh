#!/usr/bin/env bash
# PyPI calendario-colombiano 0.1.0: seven of Colombia's eighteen holidays are working days.
#
# Law 51 of 1983 names eighteen holidays. Six stay on their day, two go by Easter, and ten are moved to the Monday after, three of
# which go by Easter too. The package has the fixed six and the five by Easter; the seven others, Epiphany to the Independence of
# Cartagena, are missing, though it has the function that finds their Monday. So 12 October 2026, the Day of the Race on a Monday,
# is no holiday, and no year has more than 11. Its readme's own third example, the next holiday, is a method that does not exist.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --no-deps --no-compile calendario-colombiano==0.1.0 holidays==0.62 python-dateutil==2.9.0.post0 six==1.17.0
"$work/venv/bin/python" - <<'PY'
from datetime import date

import holidays
from calendario_colombiano.calendario import CalendarioColombiano


def expect(what, seen, described):
    print(f"{what}: {seen}")
    assert seen == described, f"no longer as described: {described}"


calendar = CalendarioColombiano()
expect("Good Friday", calendar.es_festivo(date(2026, 4, 3)), True)
expect("Corpus Christi, on its Monday", calendar.es_festivo(date(2026, 6, 8)), True)
expect("Epiphany, Monday 12 January", calendar.es_festivo(date(2026, 1, 12)), False)
expect("Day of the Race, Monday 12 October", calendar.es_festivo(date(2026, 10, 12)), False)
expect("All Saints, Monday 2 November", calendar.es_festivo(date(2026, 11, 2)), False)
expect("holidays of 2026", len(calendar.obtener_festivos(2026)), 11)
law = holidays.country_holidays("CO", years=2026)
expect("the same by another package", len(law), 18)
missing = sorted(set(law) - set(calendar.obtener_festivos(2026)))
expect("missing", " ".join(f"{day:%d.%m}" for day in missing), "12.01 23.03 29.06 17.08 12.10 02.11 16.11")
expect("the next holiday, of the readme", hasattr(calendar, "proximo_festivo"), False)
PY
