#!/usr/bin/env bash
# hhelper 0.4.1 (PyPI) fetches prices for hledger and writes them into the
# price file as "P date commodity price". Every price is rounded to two
# decimals, whatever the commodity is: a yen at 0.0067 dollars is written as
# 0.01, half as much again as it is worth, a won at 0.00068 as 0.0, and a
# rate of the euro of 1.0849 as 1.08. A million yen are then 10,000 dollars
# in every report valued by these prices, and won are nothing. Prices of
# shares are hardly touched. Independent check: the price itself times the
# amount; the rounding is done on our own table of prices, as the download
# gives it, without the network.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check --no-deps hhelper==0.4.1 blessed==1.52.0 wcwidth==0.9.4 jinxed==2.1.0 pandas==2.3.3 numpy==2.3.4 python-dateutil==2.9.0.post0 pytz==2025.2 tzdata==2025.2 six==1.17.0
cat >"$work/seen.py" <<'PY'
import sys
import pandas as pd
from hhelper.helpers.fetch_price import parse_hledger_format
def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")

def line(close, base, quote):
    table = pd.DataFrame({"Close": [close]}, index=pd.to_datetime(["2026-01-05"]))
    return parse_hledger_format(table, base, quote, True)[0].strip()

def written(close, base="X", quote="USD"):
    return float(line(close, base, quote).split()[-1])

expect("a share at 187.4299", line(187.4299, "AAPL", "USD"), "P 2026-01-05 AAPL USD 187.43")
expect("a yen at 0.0067", line(0.0067, "JPY", "USD"), "P 2026-01-05 JPY USD 0.01")
expect("a won at 0.00068", line(0.00068, "KRW", "USD"), "P 2026-01-05 KRW USD 0.0")
expect("a euro at 1.0849", line(1.0849, "EUR", "USD"), "P 2026-01-05 EUR USD 1.08")
expect("a million yen, truly and by the file",
       (round(1_000_000 * 0.0067), round(1_000_000 * written(0.0067))), (6700, 10000))
expect("a million won, truly and by the file",
       (round(1_000_000 * 0.00068), round(1_000_000 * written(0.00068))), (680, 0))
PY
"$work/env/bin/python" "$work/seen.py"
