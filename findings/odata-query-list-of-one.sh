#!/usr/bin/env bash
# PyPI odata-query 0.10.0: `in` does not take a list of one.
#
# sku in ('A','B') is read and sku in ('A') is refused at its closing bracket, because brackets around one value are
# tried as a group only. A client that asks for as many keys as it has works until only one is left.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check odata-query==0.10.0
cat >"$work/seen.py" <<'PY'
import sys

from odata_query.exceptions import ParsingException
from odata_query.grammar import ODataLexer, ODataParser


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def read(text):
    try:
        return type(ODataParser().parse(ODataLexer().tokenize(text))).__name__
    except ParsingException as error:
        return type(error).__name__


expect("two", read("sku in ('A','B')"), "Compare")
expect("one", read("sku in ('A')"), "ParsingException")
expect("one, with a comma after it", read("sku in ('A',)"), "Compare")
PY
"$work/env/bin/python" "$work/seen.py"
