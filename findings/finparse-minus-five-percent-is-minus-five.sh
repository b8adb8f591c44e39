#!/usr/bin/env bash
# finparse 0.2.0 (PyPI) parses "financial strings": 5% is 0.05, an amount in
# brackets is negative. A negative percentage in brackets, as every annual
# report prints a fall in margin, is both - and loses the percent: (5%) is
# -5.0, a hundred times too much, for the percent sign is looked for at the
# very end of the string, where the bracket stands, and is then thrown away
# with the other characters. With the sign behind the bracket, (5)%, it is
# the minus that is lost: 0.05. Only -5% is read well. In a column read with
# the documented pandas converter the rises are fractions and the falls are
# whole numbers. Independent check: division by a hundred, and -5%.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check finparse==0.2.0
cat >"$work/seen.py" <<'PY'
import sys
import finparse
def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")

expect("5%", finparse.parse("5%"), 0.05)
expect("($1,234.50)", finparse.parse("($1,234.50)"), -1234.5)
expect("-5%", finparse.parse("-5%"), -0.05)
expect("(5)%", finparse.parse("(5)%"), 0.05)
expect("minus five percent, divided", -5 / 100, -0.05)
expect("(5%)", finparse.parse("(5%)"), -5.0)
expect("(12.5%)", finparse.parse("(12.5%)"), -12.5)
expect("(0,75%), comma", finparse.parse("(0,75%)", decimal=","), -0.75)
changes = ["2.0%", "1.5%", "(0.5%)"]
expect("growth of three years", [finparse.parse(c) for c in changes], [0.02, 0.015, -0.5])
left = 100.0
for c in changes:
    left *= 1 + finparse.parse(c)
expect("a hundred after them (103.01 by hand)", (round(left, 2),
       round(100 * 1.02 * 1.015 * 0.995, 2)), (51.76, 103.01))
PY
"$work/env/bin/python" "$work/seen.py"
