#!/usr/bin/env bash
# PyPI dollarfmt 0.1.1 (with ssf 0.2.2): 999,999 dollars are $1000K, and 1,250 are $1.2K in the text and $1.3K in the workbook beside it.
#
# fmt_short() "automatically scales up to the next unit when the scaled value would be >= 1000"; what is looked at is the amount
# before it is rounded, so from 999,950 on there are a thousand K, from 999,950,000 on a thousand M, and from 999.50 on "$1,000"
# instead of $1K. The package also makes "matching" format strings for Excel. Excel rounds halves away from nothing, as ssf does,
# which reads such strings; the text rounds them to the even. So 1,250 are $1.2K here and $1.3K there, 0.125 is $0.12 and $0.13, and
# by halves 2 of 4 amounts differ. A debt of a tenth of a cent is -$0.00.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check dollarfmt==0.1.1 ssf==0.2.2 babel==2.12.1
cat >"$work/seen.py" <<'PY'
import sys
import dollarfmt
from ssf import SSF


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def in_workbook(amount, pattern):
    return SSF().format(pattern, amount)


expect("999,999", dollarfmt.fmt_short(999_999), "$1000K")
expect("999,950,000", dollarfmt.fmt_short(999_950_000), "$1000M")
expect("999.50", dollarfmt.fmt_short(999.5), "$1,000")
expect("a million", dollarfmt.fmt_short(1_000_000), "$1M")
short, long = dollarfmt.excel_fmt_short(unit="K"), dollarfmt.excel_fmt()
expect("the formats", (short, long), ('"$"#,##0.0,"K"', '"$"#,##0.00'))
expect("1,250 in text and workbook", (dollarfmt.fmt_short(1250), in_workbook(1250, short)), ("$1.2K", "$1.3K"))
expect("1,350 in text and workbook", (dollarfmt.fmt_short(1350), in_workbook(1350, short)), ("$1.4K", "$1.4K"))
expect("0.125 in text and workbook", (dollarfmt.fmt(0.125), in_workbook(0.125, long)), ("$0.12", "$0.13"))
differ = [cents for cents in (125, 375, 625, 875) if dollarfmt.fmt(cents / 1000) != in_workbook(cents / 1000, long)]
expect("of four halves differ", differ, [125, 625])
expect("a debt of a tenth of a cent", dollarfmt.fmt(-0.001), "-$0.00")
PY
"$work/env/bin/python" "$work/seen.py"
