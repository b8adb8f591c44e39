#!/usr/bin/env bash
# PyPI stockholm 0.5.7: yen that went through the library's own JSON count a hundred times in sub units.
#
# Yen have no minor unit (ISO 4217), and Money(1234, JPY) has 1234 sub units. json() and from_json() are the documented
# way to send money elsewhere, and the money that comes back equals what was sent; its currency though is the bare word
# "JPY" with two decimals, so it has 123400 sub units, which is what payment interfaces are asked for. Of 1.234 dinars of
# Kuwait only 123.4 of their 1234 fils are left. In a sum the first summand decides which of the two it is.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check stockholm==0.5.7
cat >"$work/seen.py" <<'PY'
import sys

from stockholm import Money
from stockholm.currency import JPY, KWD


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


sent = Money(1234, JPY)
came = Money.from_json(sent.json())
expect("equal", came == sent, True)
expect("sub units sent", int(sent.sub_units), 1234)
expect("sub units that came", int(came.sub_units), 123400)
expect("sent + came", int((sent + came).sub_units), 2468)
expect("came + sent", int((came + sent).sub_units), 246800)
dinars = Money("1.234", KWD)
expect("fils", [float(one.sub_units) for one in (dinars, Money.from_json(dinars.json()))], [1234.0, 123.4])
PY
"$work/env/bin/python" "$work/seen.py"
