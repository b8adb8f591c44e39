#!/usr/bin/env bash
# PyPI dated-money 2.1.0: asked for the euros of 1 October, it takes November's rate and writes October's date on them.
#
# The README: `to(currency, on_date=None)`: convert to another currency. The day is put on the result and not given to the conversion,
# which takes the day of the amount. So 100.00 dollars of 2 November, at the rate of 1 October, are 80.00 euros, which is
# November's rate, with October's date; the same with cents(), which does heed its on_date, are 9000 cents. Converted back, they are
# 88.89 dollars. The dinar has a thousand fils: 1.234 of them are kept with three decimals, and are 1.23 when they were saved and read.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check dated-money==2.1.0 --no-deps python-dateutil==2.9.0.post0 python-dotenv==1.2.1 requests==2.32.5 six==1.17.0 urllib3==2.5.0 certifi==2025.10.5 idna==3.11 charset-normalizer==3.4.4
cat >"$work/seen.py" <<'PY'
import json
import os
import pathlib
import sys

place = pathlib.Path(sys.argv[1])
os.environ.update(DMON_RATES_REPO=str(place / "rates"), DMON_RATES_CACHE=str(place / "cache"))
(place / "rates" / "money").mkdir(parents=True)
for day, rate in (("2026-10-01", 0.90), ("2026-11-02", 0.80)):
    rates = {"conversion_rates": {"USD": 1, "EUR": rate}}
    (place / "rates" / "money" / f"{day}-rates.json").write_text(json.dumps(rates))

from dated_money import Currency, DatedMoney

def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


dollars = DatedMoney(100, "USD", "2026-11-02")
expect("on its own day", repr(dollars.to("EUR")), "2026-11-02 EUR 80.00")
expect("cents on another day", str(round(dollars.cents(Currency.EUR, "2026-10-01"))), "9000")
expect("euros on another day", repr(dollars.to("EUR", "2026-10-01")), "2026-10-01 EUR 80.00")
expect("and back", repr(dollars.to("EUR", "2026-10-01").to("USD")), "2026-10-01 USD 88.89")
dinars = DatedMoney("1.234", "KWD")
expect("dinars, saved and read", (str(dinars.amount()), str(DatedMoney.parse(repr(dinars)).amount())), ("1.234", "1.23"))
PY
"$work/env/bin/python" "$work/seen.py" "$work"
