#!/usr/bin/env bash
# PyPI num-word-converter 1.0.8: 1,000,005 is "one million five thousand", and "three point one four" is 3.04.
#
# The package turns numbers into English words and words into numbers, "integers, decimal numbers, negative numbers". Out of figures it
# goes group by group; a group of three noughts is left out, but the count of the groups does not go on, so that what follows has the name
# of the group that was left out: 2,000,000,012 is two billion twelve million. An amount between nought and minus one has no
# "negative", since its whole part is nought. Out of words, the digits behind "point" are added up or multiplied, as
# though they were one word ("four" being more than "one", it is one times four), and only then divided by a hundred: the
# README's own example, 3.14, is 3.04, and of the 99 prices 1.01 to 1.99 that it wrote itself it reads 81 as others. Right is
# each digit in its own place, as the package's own way out has it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check num-word-converter==1.0.8
cat >"$work/seen.py" <<'PY'
import sys

from num_word_converter import num_to_word, word_to_num


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


expect("1234567", num_to_word(1234567), "one million two hundred and thirty-four thousand five hundred and sixty-seven")
expect("1000005", num_to_word(1000005), "one million five thousand")
expect("5000300", num_to_word(5000300), "five million three hundred thousand")
expect("2000000012", num_to_word(2000000012), "two billion twelve million")
expect("-1.5 and -0.5", [num_to_word(-1.5), num_to_word(-0.5)], ["negative one point five", "zero point five"])
expect("three point one four", word_to_num("three point one four"), 3.04)
expect("nineteen point nine nine", round(word_to_num("nineteen point nine nine"), 9), 19.18)
prices = [1 + cents / 100 for cents in range(1, 100)]
others = [price for price in prices if abs(word_to_num(num_to_word(price)) - price) > 1e-9]
expect("prices there and back that are others", f"{len(others)} of {len(prices)}", "81 of 99")
PY
"$work/env/bin/python" "$work/seen.py"
