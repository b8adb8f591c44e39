#!/usr/bin/env bash
# PyPI sla-calculator 1.0.0: four working hours from Friday at ten are over on Sunday at one, and Christmas is worked if there are two and a half hours left.
#
# The package tells when an answer is due, counting from nine to five and taking "all holidays and weekends as none working hours". It pins
# pendulum 2.1.2, whose day_of_week begins with nought for Sunday, but counts as though nought were Monday: Friday and Saturday are its weekend,
# and Sunday is worked in each week. What begins late in the day goes on the next morning; whether that is a working day is asked only
# if more is left to do than the first day gave. So of four hours begun at half past two (two and a half that day, one and a half left) the rest is
# done at Christmas, begun at four (one that day, three left) it is done on the 26th. Right is Friday at two, and the 26th at half past ten, by
# its own README and by hand.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check \
  sla-calculator==1.0.0 pendulum==2.1.2 holidays==0.10.3 python-dateutil==2.9.0.post0 pytzdata==2020.1
cat >"$work/seen.py" <<'PY'
import sys

from sla_calculator import SLA_Calculator


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


def due(start):
    end = SLA_Calculator().calculate(start_time=start, open_hour=9, close_hour=17, country_name="US", sla_in_hours=4)
    return end.format("dddd YYYY-MM-DD HH:mm")


expect("from Tuesday 10:00", due("2026-11-10T10:00:00Z"), "Tuesday 2026-11-10 14:00")
expect("from Friday 10:00", due("2026-11-13T10:00:00Z"), "Sunday 2026-11-15 13:00")
expect("from Sunday 10:00", due("2026-11-15T10:00:00Z"), "Sunday 2026-11-15 14:00")
expect("from Thursday 16:00", due("2026-11-12T16:00:00Z"), "Sunday 2026-11-15 12:00")
expect("from 24 December 2024 16:00", due("2024-12-24T16:00:00Z"), "Thursday 2024-12-26 12:00")
expect("from 24 December 2024 14:30", due("2024-12-24T14:30:00Z"), "Wednesday 2024-12-25 10:30")
PY
TZ=UTC "$work/env/bin/python" "$work/seen.py"
