#!/usr/bin/env bash
# PyPI n2w-it 1.0.1: a refund of 50 cents (-0.50) is "zero virgola cinque", as the debt of as much is, and 118 is no Italian word.
#
# The package writes numbers in Italian words, with a sign and with decimals. The parts before and behind the point are written each by itself, and the
# minus belongs to the first, where it is lost if that is nought: -0.99 to -0.01 are as without it, while -12.50 has its "meno". To join the parts
# of a hundred it drops the first of two vowels that meet, and does so in the whole word, in the one for 18 too: 118 is "centodicotto"
# and so is 218 to 918, where 18 itself is "diciotto". A whole million ends in
# an "and" behind which nothing comes: "un milione e". Right are meno zero virgola cinque, centodiciotto, un milione.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check n2w-it==1.0.1
cat >"$work/seen.py" <<'PY'
import sys

from n2w_it import N2W_IT


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


words = N2W_IT().number_to_words
expect("-12.50", words("-12.50"), "meno dodici virgola cinque")
expect("0.50 and -0.50", [words("0.50"), words("-0.50")], ["zero virgola cinque"] * 2)
lost = [cents for cents in range(1, 100) if words(f"-0.{cents:02}") == words(f"0.{cents:02}")]
expect("refunds below one that lose the sign", len(lost), 99)
expect("18, 118 and 218", [words("18"), words("118"), words("218")], ["diciotto", "centodicotto", "duecentodicotto"])
expect("1000000", words("1000000"), "un milione e")
PY
"$work/env/bin/python" "$work/seen.py"
