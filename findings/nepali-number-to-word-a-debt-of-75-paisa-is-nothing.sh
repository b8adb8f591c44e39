#!/usr/bin/env bash
# PyPI nepali-number-to-word 0.1.3: 5 rupees and 5 paisa are written 5.5, and a debt of 75 paisa is zero rupees.
#
# The package writes amounts of rupees in Nepali words and digits, with 100 paisa to the rupee. In digits the paisa are a number
# of their own behind a point, without the zero before it: 5.05 is written as 5.5, which is read as 50 paisa, and so are 5.50
# and 5.05 told apart only by a zero at the end. Below zero the paisa come out negative, and what is not above 0 is not written, so a
# debt of 5.25 is 5 rupees in words as in digits, and one of 0.75 is "zero rupees" with no sign at all.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --no-deps --no-compile nepali-number-to-word==0.1.3
"$work/venv/bin/python" - <<'PY'
from nepali_number_to_word.converter import NepaliNumberConverter


def expect(what, seen, described):
    print(f"{what}: {seen}")
    assert seen == described, f"no longer as described: {described}"


digits = NepaliNumberConverter.convert_to_nepali_numerals
words = NepaliNumberConverter.convert_to_nepali_words
expect("5.50 in digits", digits(5.50), "५.५० /-")
expect("5.05 in digits", digits(5.05), "५.५ /-")
expect("5.25 in digits", digits(5.25), "५.२५ /-")
expect("-5.25 in digits", digits(-5.25), "-५ /-")
expect("-5.25 in words is -5 in words", words(-5.25) == words(-5), True)
expect("0.75 in words is 0 in words", words(0.75) == words(0), False)
expect("-0.75 in words is 0 in words", words(-0.75) == words(0), True)
PY
