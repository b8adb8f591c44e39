#!/usr/bin/env bash
# PyPI fxmoney 0.1.2: with dollars for the base currency, 100 dollars are 16,000 yen at the rate of the euro.
#
# The rates are the European Central Bank's, all of them against the euro. set_base_currency makes them rates against whatever is set: the base
# is 1 and each other is taken as it stands, so a dollar buys as many yen as a euro does, and a hundred dollars are not 14,545.45 but
# 16,000. To import the package sets the precision of decimals for the whole program, 16 digits instead of 28, so that a sum of
# somebody else's loses its cents. The rates of one day are written into the cache below, so that nothing is fetched.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check fxmoney==0.1.2 requests==2.32.5 urllib3==2.5.0 certifi==2025.10.5 idna==3.11 charset-normalizer==3.4.4
cat >"$work/seen.py" <<'PY'
import os
import pathlib
import sys
import zipfile
from decimal import Decimal

home = pathlib.Path(sys.argv[1])
os.environ["HOME"] = str(home)
cache = home / ".fxmoney"
cache.mkdir()
(cache / "eurofxref-hist.csv").write_text("Date,USD,JPY,\n2026-11-02,1.1000,160.00,\n")
zipfile.ZipFile(cache / "eurofxref-hist.zip", "w").close()

def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")


total = Decimal("123456789012345.67"), Decimal("0.01")
expect("a sum before", str(sum(total)), "123456789012345.68")

from fxmoney import Money, set_base_currency

expect("and after", str(sum(total)), "123456789012345.7")
expect("100 dollars", str(Money(100, "USD").to("JPY")), "14545 JPY")
set_base_currency("USD")
expect("with dollars for the base", str(Money(100, "USD").to("JPY")), "16000 JPY")
PY
"$work/env/bin/python" "$work/seen.py" "$work"
