#!/usr/bin/env bash
# PyPI python-amazon-sp-api 2.1.35: load_date_bound() takes dates as texts and then compares them with dates.
#
# The decorator cuts a long range into pieces that Amazon accepts. Its signature and its first lines allow ISO texts, and
# they are parsed for the end of the first piece; the beginning stays a text, and comparing the two raises a TypeError
# before the first request. With a beginning without a zone and no end the same happens, for the end then has a zone.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check python-amazon-sp-api==2.1.35
cat >"$work/seen.py" <<'PY'
import sys
from datetime import datetime

from sp_api.util import load_date_bound


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


@load_date_bound(interval_days=30)
def ask(**words):
    return words["dataEndTime"] - words["dataStartTime"]


def pieces(**words):
    try:
        return [piece.days for piece in ask(**words)]
    except TypeError as error:
        return type(error).__name__


begin, end = datetime(2026, 1, 1), datetime(2026, 3, 1)
expect("dates", pieces(dataStartTime=begin, dataEndTime=end), [30, 29])
expect("texts", pieces(dataStartTime=begin.isoformat(), dataEndTime=end.isoformat()), "TypeError")
expect("no end", pieces(dataStartTime=begin), "TypeError")
PY
"$work/env/bin/python" "$work/seen.py"
