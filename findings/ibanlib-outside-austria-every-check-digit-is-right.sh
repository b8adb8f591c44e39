#!/usr/bin/env bash
# PyPI ibanlib 0.0.3: DE00 3704 0044 0532 0130 00 is a valid IBAN, and of 41 countries the check digits are asked for in Austria alone.
#
# Its README says "if the given IBAN is invalid, an error is raised", and shows it with an Austrian one. Whether the check digits
# (ISO 13616, remainder 97) are compared is said by a line "checksum" in each country's settings, and only Austria's has it. So
# valid() takes any two digits, and two digits of an account that are turned round, in Germany, France, Belgium, the Netherlands and
# 36 more. And since an account's iban is made anew from its parts, the wrong account comes back with check digits that are right,
# and no bank can tell. Compared with python-stdnum 2.1.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps ibanlib==0.0.3 python-stdnum==2.1
cat >"$work/seen.py" <<'PY'
import sys
from configparser import ConfigParser
from pathlib import Path

import ibanlib
from ibanlib.iban import IntAccount, valid
from stdnum import iban as other


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


settings = ConfigParser()
settings.read(Path(ibanlib.__file__).with_name("iban_countries.cfg"))
asked = [name for name in settings.sections() if settings[name].get("checksum", "").lower() in ("y", "yes")]
expect("countries, and those whose check digits are compared", (len(settings.sections()), asked), (41, ["AT"]))
for given, seen in (("DE89370400440532013000", (True, True)), ("DE00370400440532013000", (True, False)),
                    ("DE89370400440523013000", (True, False)), ("BE68539007547043", (True, False)),
                    ("NL91ABNA0417164301", (True, False)), ("AT611904300234573201", (True, True)),
                    ("AT001904300234573201", (False, False))):
    expect(given, (valid(given), other.is_valid(given, check_country=False)), seen)
again = IntAccount(iban="DE89370400440523013000").iban
expect("the account with two digits turned round, written again", (again, other.is_valid(again)), ("DE54370400440523013000", True))
PY
"$work/env/bin/python" "$work/seen.py"
