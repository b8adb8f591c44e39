#!/usr/bin/env bash
# PyPI excel-text 1.0.0: 1,234,567 in thousands is 1,234,567, and a loss of 5.00 dollars is -$05.00 or, in brackets, negative twice.
#
# The package is an implementation of Excel's TEXT function. A comma behind the digits of a format divides by a thousand, which is how
# balance sheets are shown in thousands and millions (ECMA-376, 18.8.31): 1234567 as #,##0, is 1,235 and as 0.0,, 1.2. Here the first is
# a thousand times as large, and the second ends in its commas. A minus counts as a digit of the whole part, so that -5 has a nought
# before it. The part of a format for what is below nought tells itself how that is shown; here the minus stays, and
# (#,##0.00) is (-1,234.50). Half goes to the even digit without decimals, 1234.5 is 1,234, and half up with them, 0.25 is 0.3. A word in
# quotation marks keeps them: 1,234.50 "EUR". (npm ssf 0.11.2 has 1,235, 1.2, -$5.00, (1,234.50), 1,235 and 1,234.50 EUR.)
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check excel-text==1.0.0
cat >"$work/seen.py" <<'PY'
import sys

from excel_text import text


def expect(number, format, described):
    seen = text(number, format)
    print(f"{number} as {format}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


expect(1234567, "#,##0", "1,234,567")
expect(1234567, "#,##0,", "1,234,567")
expect(1234567, "0.0,,", "1234567.0,,")
expect(5, "$#,##0.00", "$5.00")
expect(-5, "$#,##0.00", "-$05.00")
expect(-1234.5, "#,##0.00;(#,##0.00)", "(-1,234.50)")
expect(1234.5, "#,##0", "1,234")
expect(1235.5, "#,##0", "1,236")
expect(0.25, "0.0", "0.3")
expect(1234.5, '#,##0.00 "EUR"', '1,234.50 "EUR"')
PY
"$work/env/bin/python" "$work/seen.py"
