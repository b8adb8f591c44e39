#!/usr/bin/env bash
# PyPI number-to-chinese 1.0.0: whatever the amount, it is "10110 yuan and one fen"; by its class 10,000.50 loses its yuan and 100.00 has two.
#
# The package writes amounts in the Chinese figures of cheques and receipts. Its one function, cachange(), takes a number and does not look at it: it
# writes the author's example. The class behind it takes a text and writes that, but puts the word yuan only behind a last group of four
# that is not all noughts, so that 10,000.50 is "one ten-thousand, five jiao", which is half a wan to a reader, and with two noughts behind the
# point it puts yuan once more: "one hundred yuan yuan". By the rules of the People's Bank for notes and settlement (the annex on
# how to fill them in) yuan stands once behind the whole part and "zheng" closes what ends there: yi bai yuan zheng, yi wan yuan wu jiao (zheng).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check setuptools==80.9.0 wheel==0.45.1
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-build-isolation number-to-chinese==1.0.0
cat >"$work/seen.py" <<'PY'
import sys

from number_to_chinese.cctan import cachange, cnumber


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


example = "壹万零壹佰壹拾元零壹分"
expect("10110.01, 5.00 and 1234567.89", [cachange(amount) for amount in (10110.01, "5.00", 1234567.89)], [example] * 3)
write = cnumber().cwchange
expect("12345.67", write("12345.67"), "壹万贰仟叁佰肆拾伍元陆角柒分")
expect("10000.50", write("10000.50"), "壹万伍角整")
expect("100.00", write("100.00"), "壹佰元元整")
expect("100.0", write("100.0"), "壹佰元整")
PY
"$work/env/bin/python" "$work/seen.py"
