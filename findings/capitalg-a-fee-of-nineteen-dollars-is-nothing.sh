#!/usr/bin/env bash
# PyPI capitalg 0.0.1: a fee of 19.90 for 4000 shares is nothing, and one of 5.05 for 1000 is 10.00.
#
# What was paid for buying belongs to the cost, and the program takes it in with the price. It divides a purchase's fee by the
# quantity and rounds the part of one share to two decimals, before it is multiplied with the shares that are sold: 19.90 for 4000
# are 0.004975 each, 0.00, and 5.05 for 1000 are 0.00505 each, 0.01, ten dollars. The fee of the sale is taken whole. So of shares
# bought for 4,000.00 and sold for 8,000.00 a year and a half later, for 19.90 each time, the gain is 3,980.10 instead of 3,960.20,
# and the part of it that is long-term, which is all of it, 4,000.00, since there the sale's fee is rounded like the other.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check capitalg==0.0.1
cat >"$work/seen.py" <<'PY'
import csv
import sys
from pathlib import Path

from capitalg import calculate_cg

columns = "id,exchange,date,tz,type,base_currency,asset_code,qty,price,fee_currency,fee,note"


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def gains(quantity, fee):
    folder = Path(f"of-{quantity}")
    folder.mkdir()
    trades = [("a", "2023-01-10", "buy", 1), ("b", "2024-07-10", "sell", 2)]
    rows = [f"{one},x,{day}T12:00:00,utc,{kind},usd,abc,{quantity},{price},usd,{fee}," for one, day, kind, price in trades]
    (folder / "transactions.csv").write_text("\n".join([columns, *rows]) + "\n")
    (folder / "rates.csv").write_text("date,usd\n")
    calculate_cg(file_dir=folder, tax_currency="usd", queue_type_code="fifo", tax_timezone="UTC", tax_year_end="2024-12-31")
    with open(folder / "cg_events.csv") as file:
        event = next(csv.DictReader(file))
    return tuple(f"{float(event[name]):.2f}" for name in ("cost_base_amount", "captial_gain_total", "captial_gain_lt"))


expect("4000 for 19.90 each time: cost, gain, long-term", gains(4000, "19.90"), ("4019.90", "3980.10", "4000.00"))
expect("1000 for 5.05 each time", gains(1000, "5.05"), ("1015.05", "984.95", "980.00"))
PY
(cd "$work" && env/bin/python seen.py)
