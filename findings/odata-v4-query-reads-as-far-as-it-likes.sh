#!/usr/bin/env bash
# PyPI odata-v4-query 0.4.1: a filter is read as far as it is understood, and the rest is dropped without a word.
#
# A day, 2026-11-15, is the number 2026; 'O''Neil', as OData writes the name with an apostrophe, is 'O'; and of what comes
# after nothing is left: a filter for one customer's documents of one company is one for the customer O of all companies.
# The same text without the apostrophe is read whole.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check odata-v4-query==0.4.1
cat >"$work/seen.py" <<'PY'
import sys

from odata_v4_query import ODataQueryParser


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def read(text):
    def plain(node):
        return node.value if node.left is None else (plain(node.left), node.value, plain(node.right))

    return plain(ODataQueryParser().parse_query_string("$filter=" + text).filter_)


expect("whole", read("customer eq 'ONeil' and company eq 7"), (("customer", "eq", "ONeil"), "and", ("company", "eq", 7)))
expect("apostrophe", read("customer eq 'O''Neil' and company eq 7"), ("customer", "eq", "O"))
expect("day", read("posted ge 2026-11-15"), ("posted", "ge", 2026))
expect("day first", read("posted ge 2026-11-15 and company eq 7"), ("posted", "ge", 2026))
PY
"$work/env/bin/python" "$work/seen.py"
