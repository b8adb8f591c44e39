#!/usr/bin/env bash
# farsi-number-words 1.0.0 (PyPI) gets the numbers out of a text. It looks
# for those with a point first and for whole numbers then, in the same text:
# each number with a point is found again in two pieces. A price of 12.5 in
# a sentence is [12.5, 12.0, 5.0]; three sums of a bill which add up to 35.75
# are eight numbers and add up to 117. The order is lost as well, the ones
# with a point come first. In a text with whole numbers only it is right.
# Independent check: one pattern that takes the point along, if there is one.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps farsi-number-words==1.0.0
cat >"$work/seen.py" <<'PY'
import re, sys
from farsi_number.validator import NumberValidator
def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")

def told(text):
    return NumberValidator().extract_numbers_from_text(text)

def by_hand(text):
    return [float(n) for n in re.findall(r"\d+(?:\.\d+)?", text)]

expect("whole numbers", told("3 نان و 12 تخم مرغ"), [3.0, 12.0])
price = "قیمت 12.5 دلار"
expect("a price, by hand", by_hand(price), [12.5])
expect("a price, by the library", told(price), [12.5, 12.0, 5.0])
bill = "نان 8.25، شیر 7.5، گوشت 20"
expect("a bill, by hand", (by_hand(bill), sum(by_hand(bill))), ([8.25, 7.5, 20.0], 35.75))
expect("a bill, by the library", (told(bill), sum(told(bill))),
       ([8.25, 7.5, 8.0, 25.0, 7.0, 5.0, 20.0], 80.75))
PY
"$work/env/bin/python" "$work/seen.py"
