#!/usr/bin/env bash
# PyPI gs1-compression 0.1.3: a pallet of 24 cartons has 11000 after compressing and decompressing, and 12.50 EUR are 100,111,000.10.
#
# A GS1 Digital Link can be compressed and decompressed without loss (GS1 Digital Link Standard, compression: a value of figures with a length of
# its own is written as that length and a binary number, and read back as a decimal number filled up with noughts to that length). The
# package writes it so and reads it as a binary number that it leaves in binary figures. What is counted, AI 30 and 37, and what is to be paid, AI 390n to
# 393n, consists of such values: 24 is 11000, and as AI 392n is a price with n decimals, 1250 is 10011100010. Each of
# these is well-formed and has a meaning, and a number of pieces may even have that many figures. A coupon's serial (255) goes the same way.
# Where letters are allowed too, in lots and serial numbers, a value that is of figures only loses its leading noughts: articles 0042
# and 42 of one GTIN are the same one, and so are lots 007 and 7 and crates (8003).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check gs1-compression==0.1.3
cat >"$work/seen.py" <<'PY'
import sys

from gs1 import compress_gs1_digital_link, decompress_gs1_digital_link

SITE = "https://example.com"


def expect(what, path, described):
    seen = decompress_gs1_digital_link(compress_gs1_digital_link(SITE + path), False).removeprefix(SITE)
    print(f"{what}: {path} is {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


article = "/01/04012345123456"
expect("an article", article, article)
expect("its weight", f"{article}?3103=000500", f"{article}?3103=000500")
expect("24 cartons on a pallet", "/00/106141412345678908?02=04012345123456&37=24", "/00/106141412345678908?02=04012345123456&37=11000")
expect("25 pieces", f"{article}?30=25", f"{article}?30=11001")
expect("a price of 12.50", f"{article}?3922=1250", f"{article}?3922=10011100010")
expect("12.50 EUR", f"{article}?3932=9781250", f"{article}?3932=97810011100010")
expect("article number 42", f"{article}/21/42", f"{article}/21/42")
expect("article number 0042", f"{article}/21/0042", f"{article}/21/42")
expect("article number A042", f"{article}/21/A042", f"{article}/21/A042")
expect("lot 007", f"{article}/10/007", f"{article}/10/7")
expect("crate 0042", "/8003/040123451234560042", "/8003/0401234512345642")
PY
"$work/env/bin/python" "$work/seen.py"
