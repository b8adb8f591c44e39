#!/usr/bin/env bash
# PyPI ausData 0.0.4: every tenth Australian company number, those that end in 0, is not valid, 000 250 000 of the authority's own list among them.
#
# The check digit of a company number (ACN) is ten less the last digit of a weighted sum, and 0 where that makes ten (Australian
# Securities and Investments Commission, Australian Company Number digit check). The package takes the ten for the digit, which no
# digit is. So of the ten thousand numbers that begin with 0005 and are valid a thousand are refused, and none that it makes up ever ends
# in 0. The business number (ABN) and the tax file number are right. Compared with python-stdnum 2.1.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps ausdata==0.0.4 python-stdnum==2.1
cat >"$work/seen.py" <<'PY'
import sys
from ausData import acn
from stdnum.au import acn as other


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


for number, seen in (("000 000 019", True), ("000 250 000", False), ("000 500 005", True), ("001 500 009", True)):
    expect(f"{number}, and by python-stdnum", (acn.validate(number), other.is_valid(number)), (seen, True))
valid = [f"0005{stem:04d}{digit}" for stem in range(10000) for digit in range(10) if other.is_valid(f"0005{stem:04d}{digit}")]
refused = [number for number in valid if not acn.validate(number)]
expect("valid ones, and refused of them", (len(valid), len(refused)), (10000, 1000))
expect("their last digits", sorted({number[-1] for number in refused}), ["0"])
expect("a thousand made up that end in 0", sum(acn.generate().endswith("0") for _ in range(1000)), 0)
PY
"$work/env/bin/python" "$work/seen.py"
