#!/usr/bin/env bash
# PyPI ssf 0.2.2 (with babel 2.12.1): a bond that fell by 5/32 has risen by 5/32, and a half and a twentieth are both 5.E-3.
#
# The package writes numbers in the formats of a spreadsheet, as a "Python port" of the library of SheetJS. Prices of bonds go in 32nds,
# with the format "# ??/32". Of a number between -1 and 0 only the fraction is left, and the sign goes with the whole part that is
# missing: -0.15625 is written as 0.15625 is. From -1 on the sign is there. The original (npm ssf 0.11.2) and numfmt 3.2.6
# write "-  5/32". In engineering notation, "##0.0E+0", digits behind the point are lost below one: 0.5 is 5.E-3, which is a
# hundredth of it, for 500.0E-3, and 0.05 is 5.E-3 too, for 50.0E-3.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check ssf==0.2.2 babel==2.12.1
cat >"$work/seen.py" <<'PY'
import sys

from ssf import SSF

ssf = SSF(locale="en_US")


def expect(format, number, described):
    seen = ssf.format(format, number)
    print(f"{number} as {format}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


expect("# ??/32", 0.15625, "  5/32")
expect("# ??/32", -0.15625, "  5/32")
expect("# ??/32", -1.15625, "-1  5/32")
expect("# ?/?", -0.5, " 1/2")
expect("0.00", -0.5, "-0.50")
expect("##0.0E+0", 12345, "12.3E+3")
expect("##0.0E+0", 0.5, "5.E-3")
expect("##0.0E+0", 0.05, "5.E-3")
PY
"$work/env/bin/python" "$work/seen.py"
