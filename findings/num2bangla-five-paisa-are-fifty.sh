#!/usr/bin/env bash
# PyPI num2bangla 1.0.0: 12.05 taka are "Twelve Taka And Fifty Paisa Only", and a refund of five taka is "Taka Only".
#
# The package writes amounts in words for "financial documents, invoices", in Bangla and in English, "up to crores". It takes the
# hundredths as a whole number, 5 of 12.05 and 50 of 12.5, and multiplies by ten what is below ten, as though
# it were the figure behind the point: one to nine paisa are ten to ninety, in both languages. With decimal_style="decimal"
# 12.05 is twelve point five for the same reason. Where the hundredths round up to a whole (1.999) they
# are "None Paisa", an amount of 100 crore and more has "None Crore" (in Bangla nothing but the word crore), and one below
# nought has no word at all, neither minus nor figure. Right is a hundredth of a taka for a paisa: five paisa.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check num2bangla==1.0.0
cat >"$work/seen.py" <<'PY'
import sys

from num2bangla import TakaConverter, taka


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


expect("12.25", taka(12.25), "Twelve Taka And Twenty-Five Paisa Only")
expect("12.50", taka(12.50), "Twelve Taka And Fifty Paisa Only")
expect("12.05", taka(12.05), "Twelve Taka And Fifty Paisa Only")
same = [n for n in range(1, 10) if taka(12 + n / 100) == taka(12 + n / 10)]
expect("paisa that are ten times as many", same, [1, 2, 3, 4, 5, 6, 7, 8, 9])
bangla = TakaConverter(lang="bn", currency="টাকা", extension="মাত্র")
expect("in Bangla, 12.05 as 12.50", bangla.convert_number(12.05) == bangla.convert_number(12.50), True)
point = TakaConverter(lang="bn", currency="টাকা", extension="মাত্র", decimal_style="decimal")
expect("12.05 with a point", point.convert_number(12.05), "বারো দশমিক পাঁচ টাকা মাত্র")
expect("1.999", taka(1.999), "One Taka And None Paisa Only")
expect("a hundred crore", taka(1_000_000_000), "None Crore Taka Only")
expect("-5", taka(-5), " Taka Only")
PY
"$work/env/bin/python" "$work/seen.py"
