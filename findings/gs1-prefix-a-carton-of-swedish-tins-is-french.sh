#!/usr/bin/env bash
# PyPI gs1-prefix 1.0.0: a Swedish article is American when it is written with fourteen digits, and its cartons are French or Danish.
#
# lookup() tells which organisation has given out a number, and "takes a GTIN-8, 12, 13 or 14". The prefix is its first three digits; twelve are
# filled up with a nought before, since "reading it without the zero lands on the wrong prefix and the answer still looks plausible" (its README). A number
# of fourteen digits has an indicator before the thirteen: 0 for the article itself, 1 to 8 for its cartons (GS1 General Specifications,
# GTIN-14). It is taken for the prefix's first digit: of 731, Sweden, come 073, the United States, and 373, France, and 573, Denmark. Where
# no organisation has the digits, there is no answer. Order and stock files mostly have all fourteen. The check digit is
# found to be right in all of them.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check gs1-prefix==1.0.0
cat >"$work/seen.py" <<'PY'
import sys

from gs1_prefix import check_digit_valid, lookup


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def numbered(body):
    return next(body + digit for digit in "0123456789" if check_digit_valid(body + digit))


def told(number):
    found = lookup(number)
    return found.prefix, found.range and found.range.issuing_organisation, found.check_digit_valid


article = "731000000012"
expect("thirteen digits", told(numbered(article)), ("731", "GS1 Sweden", True))
expect("fourteen digits", told("0" + numbered(article)), ("073", "GS1 US", True))
cartons = {indicator: told(numbered(indicator + article)) for indicator in "12345678"}
expect("carton 3", cartons["3"], ("373", "GS1 France", True))
expect("carton 5", cartons["5"], ("573", "GS1 Denmark", True))
expect("carton 8", cartons["8"], ("873", "GS1 Netherlands", True))
expect("Swedish cartons", [indicator for indicator, (_, who, _) in cartons.items() if who == "GS1 Sweden"], [])
expect("cartons of nobody", [indicator for indicator, (_, who, _) in cartons.items() if who is None], ["1", "2", "4", "6"])
PY
"$work/env/bin/python" "$work/seen.py"
