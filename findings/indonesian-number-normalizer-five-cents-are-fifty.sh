#!/usr/bin/env bash
# PyPI indonesian-number-normalizer 0.1.1: five cents are read out as fifty, and 2.05 per cent as 2.5.
#
# The package writes numbers, amounts and percentages of Indonesian texts as words, for a voice. Cents below ten are taken for a
# single digit behind the point, so that .5 is fifty cents; but .05 is a number below ten too, and is fifty cents as well, in an
# amount as in a whole text: Rp1.500,05 is read as Rp1.500,50. Of a percentage the zeros behind the comma are left out wherever
# they stand: an interest of 2.05 % is read as 2.5 %, of 1.005 as 1.5. A third digit behind the point is the word None,
# and a half below zero has lost its minus.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --no-deps --no-compile indonesian-number-normalizer==0.1.1
"$work/venv/bin/python" - <<'PY'
from indonesian_number_normalizer import create_normalizer


def expect(what, seen, described):
    print(f"{what}: {seen}")
    assert seen == described, f"no longer as described: {described}"


words = create_normalizer()
expect("7.50 dollars", words.convert_currency(7.50, "USD"), "tujuh dolar lima puluh sen")
expect("7.05 dollars", words.convert_currency(7.05, "USD"), "tujuh dolar lima puluh sen")
expect("7.15 dollars", words.convert_currency(7.15, "USD"), "tujuh dolar lima belas sen")
expect("a text, Rp1.500,05", words.normalize_text("Rp1.500,05"), "seribu lima ratus rupiah lima puluh sen")
expect("7.125 dollars", words.convert_currency(7.125, "USD"), "tujuh dolar None sen")
expect("2.5 %", words.convert_percentage(2.5), "dua koma lima persen")
expect("2.05 %", words.convert_percentage(2.05), "dua koma lima persen")
expect("1.005 %", words.convert_percentage(1.005), "satu koma lima persen")
expect("-1.5", words.number_to_words(-1.5), "minus satu koma lima")
expect("-0.5", words.number_to_words(-0.5), "nol koma lima")
PY
