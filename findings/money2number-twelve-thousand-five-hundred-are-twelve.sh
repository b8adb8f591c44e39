#!/usr/bin/env bash
# PyPI money2number 0.7 (with word2number 1.1): 12,500 dollars are twelve, and twelve dollars and fifty cents are 62.
#
# The package makes a number of "a single money related term in a sentence in any format". Of an amount in figures it takes the first run of
# figures and points, and a comma ends it: 12,500.75 is 12.0, and 1,000,000 and 1,234.56 are both one, plain dollar amounts as every American
# cheque has them (the comma groups thousands, as for instance in the Unicode CLDR data for en-US). What is left may have millions after it: $1,250 million
# are one million instead of 1.25 milliard. In words, dollars and cents are added: twelve dollars and fifty cents are 62.0. A minus sign or the
# brackets of a refund are not seen.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check money2number==0.7 word2number==1.1
cat >"$work/seen.py" <<'PY'
import sys

from money2number.m2n import m2n


def expect(text, described):
    seen = m2n.process_money_tags(text)
    print(f"{text}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


expect("12500.75 dollars", 12500.75)
expect("2.5 million", 2500000.0)
expect("two thousand five hundred dollars", 2500.0)
expect("12,500.75 dollars", 12.0)
expect("$1,234.56", 1.0)
expect("1,000,000", 1.0)
expect("$1,250 million", 1000000.0)
expect("twelve dollars and fifty cents", 62.0)
expect("-5 dollars", 5.0)
expect("($5.00)", 5.0)
PY
"$work/env/bin/python" "$work/seen.py"
