#!/usr/bin/env bash
# PyPI indian-word2number 1.2: "one hundred and five rupees and fifty paisa" are 100.55.
#
# The paisa are what stands between "and" and "paisa", and it is the first "and" that is taken: the rupees end at the hundred, and "five
# rupees and fifty" are 55 paisa. So "two lakh and ten rupees and five paisa" are 200000.15. Without the "and" behind the hundred it
# is right, and so is it with no paisa. In the English of India and of Britain the "and" is how such an amount is written
# on a cheque. The tokenizer is set below, since nltk's own fetches its data from elsewhere; it only cuts the text at its blanks.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check indian-word2number==1.2 nltk==3.9.2 click==8.3.0 joblib==1.5.2 regex==2025.10.23 tqdm==4.67.1
cat >"$work/seen.py" <<'PY'
import sys

import nltk

nltk.word_tokenize = str.split

from indian_word2number import indian_w2n

def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


for words, described in (
    ("one hundred and five rupees", "105"),
    ("five rupees and fifty paisa", "5.5"),
    ("one hundred five rupees and fifty paisa", "105.5"),
    ("one hundred and five rupees and fifty paisa", "100.55"),
    ("two lakh and ten rupees and five paisa", "200000.15"),
):
    expect(words, indian_w2n.word_to_num(words), described)
PY
"$work/env/bin/python" "$work/seen.py"
