#!/usr/bin/env bash
# PyPI excelfred 0.1.4 (with pandas 3.1.1 and numpy 2.4.6): a machine of 10,000.00 is written off by 11,252.05, and a debt of five baht is "baht only".
#
# The package recreates Excel's functions. AMORLINC is linear depreciation as in France: a part of a year at first, whole years, and in the
# last what is left. The package takes a whole year as long as anything is left: at 15 % the eighth year has 247.95 to write off and
# takes 1500.00. ACCRINTM with years of 360 days makes the 31st a 30th, as its own text says of the basis ("US (NASD) 30/360"); here no
# day is changed, and from 31 December to 30 January are 29 days, 9.67 of 10.00. BAHTTEXT leaves out what is below nought, minus and number,
# and has the one of a lone digit in eleven, where Thai has another (et). Excel and formulon 0.18.0 have 247.95, 10.00,
# and for the words lop ha baht and sip et baht.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check excelfred==0.1.4 pandas==3.1.1 numpy==2.4.6 scipy==1.17.1
cat >"$work/seen.py" <<'PY'
import sys

import excelfred


def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


years = [round(excelfred.AMORLINC(10000, "01-07-2025", "31-12-2025", 0, year, 0.15, 1), 2) for year in range(9)]
expect("depreciation", years, [752.05] + [1500.0] * 7 + [0.0])
expect("in all", round(sum(years), 2), 11252.05)
expect("interest of 30 days", round(excelfred.ACCRINTM("30-11-2025", "30-12-2025", 0.12, 1000, 0), 2), 10.0)
expect("from a 31st", round(excelfred.ACCRINTM("31-12-2025", "30-01-2026", 0.12, 1000, 0), 2), 9.67)
expect("5 baht", excelfred.BAHTTEXT(5), "ห้าบาทถ้วน")
expect("-5 baht", excelfred.BAHTTEXT(-5), "บาทถ้วน")
expect("11 baht", excelfred.BAHTTEXT(11), "สิบหนึ่งบาทถ้วน")
PY
"$work/env/bin/python" "$work/seen.py"
