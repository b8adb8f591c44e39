#!/usr/bin/env bash
# PyPI q2numfmt 0.1.1: a balance of 1234.50, of which a workbook shows "DR 1234.50", is "13R" 0.00, and 500.00 EUR are 500.00.
#
# The package writes numbers in Excel's formats, "based on ECMA-376, section 18.8.31". There a text in quotation marks is written as it
# is, and a format has up to three parts, for what is above, below and at nought. Here the text is left out, so that a credit has no
# CR and an amount no currency; and where the word has a D, M, Y, H or S the number is a date: of DR for debits only the day of a
# date is left, the 13th, which is none that the number tells. "nil" for nought keeps its quotation marks. Half a cent goes to the
# even cent or wherever a float has it: 0.125 is 0.12 and 2.675 is 2.67, where Excel shows 0.13 and 2.68; -0.004 is -0.00. Leading
# zeros are lost: 1234 as 00000 is 1234. (npm ssf 0.11.2 and numfmt 3.2.6 agree on "DR 1234.50", "500.00 EUR", 0.13 and 01234.)
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check q2numfmt==0.1.1
cat >"$work/seen.py" <<'PY'
import sys

from q2numfmt import format_number


def expect(number, format, described):
    seen = format_number(number, format)
    print(f"{number} as {format}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


expect(1234.5, '"CR" 0.00;"DR" 0.00', "1234.50")
expect(-1234.5, '"CR" 0.00;"DR" 0.00', '"13R" 0.00')
expect(500, '#,##0.00 "EUR"', "500.00")
expect(500, "#,##0.00 [$CHF]", "500.00")
expect(0, '#,##0.00;-#,##0.00;"nil"', '"nil"')
expect(0.125, "0.00", "0.12")
expect(2.675, "0.00", "2.67")
expect(-0.004, "0.00", "-0.00")
expect(1234, "00000", "1234")
expect(1234.5, "#,##0.00", "1,234.50")
PY
"$work/env/bin/python" "$work/seen.py"
