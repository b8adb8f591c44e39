#!/usr/bin/env bash
# PyPI bankstatementparser 0.0.29: a BAI2 statement in yen is a hundred times too small.
#
# BAI2 writes amounts without a decimal point, with as many implied decimals as the currency has, which for yen is none
# (Cash Management Balance Reporting Specifications, Version 2). The currency is handed to the function that reads an
# amount, which divides by 100 for every one: a payout of 150,000 yen is 1,500, the balances shrink alike, so opening,
# movement and closing still agree with each other and with no other record of the same money.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check bankstatementparser==0.0.29
cat >"$work/seen.py" <<'PY'
import sys

from bankstatementparser import create_parser


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def read(currency):
    lines = ["01,BANK,SELLER,261115,0600,1,80,1,2/", f"02,SELLER,BANK,1,261114,2359,{currency},2/",
             f"03,123,{currency},010,500000,,,015,650000,,/", "16,165,150000,,BANKREF,OURREF,PAYOUT/",
             "49,1300000,3/", "98,1300000,1,5/", "99,1300000,1,7/", ""]
    with open("statement.bai2", "w") as file:
        file.write("\n".join(lines))
    parser = create_parser("statement.bai2")
    (payment,) = parser.parse().to_dict("records")
    summary = parser.get_summary()
    return [payment["Currency"]] + [
        str(round(one)) for one in (summary["opening_balance"], payment["Amount"], summary["closing_balance"])
    ]


expect("dollars", read("USD"), ["USD", "5000", "1500", "6500"])
expect("yen", read("JPY"), ["JPY", "5000", "1500", "6500"])
PY
cd "$work"
env/bin/python seen.py 2>/dev/null
