#!/usr/bin/env bash
# beancount-reds-plugins 0.4.0 (PyPI), long_short: splits the gain of a sale
# into a short and a long one. If the gain that was booked differs a little
# from price less cost (a fee of 5 dollars was taken off), the difference is
# shared out in proportion to the two gains, with their signs. Where one lot
# is sold at a gain and the other at a loss, the total is small and the
# shares are huge: a short gain of 1,010 and a long loss of 990 become 757.50
# and 742.50. The sum is right, so nothing looks wrong, and five dollars have
# moved 250 from one tax rate to the other; with a total nearer to zero it is
# thousands. The same sale without the fee is split rightly. Independent
# check: (price less cost) times pieces for either lot, by hand.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check beancount-reds-plugins==0.4.0 beancount==3.1.0 python-dateutil==2.9.0.post0 six==1.17.0
cat >"$work/seen.py" <<'PY'
import sys
from decimal import Decimal as D
from beancount import loader
def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")

HEAD = """
plugin "beancount_reds_plugins.capital_gains_classifier.long_short" "{
  'Income.*:Capital-Gains' : [':Capital-Gains', ':Capital-Gains:Short', ':Capital-Gains:Long'] }"
2015-01-01 open Assets:Broker
2015-01-01 open Assets:Bank
2015-01-01 open Income:Taxable:Capital-Gains
2016-01-01 * "Buy"
  Assets:Broker  100 ORNG {30 USD}
  Assets:Bank
2020-01-01 * "Buy"
  Assets:Broker  100 ORNG {10 USD}
  Assets:Bank
"""
def split(price, booked, fee=0):
    """Short and long gain of a sale of both lots, gains as positive numbers."""
    entries, errors, _ = loader.load_string(HEAD + f"""
2020-06-01 * "Sell"
  Assets:Broker  -100 ORNG {{30 USD}} @ {price} USD
  Assets:Broker  -100 ORNG {{10 USD}} @ {price} USD
  Assets:Bank  {200 * D(price) - fee} USD
  Income:Taxable:Capital-Gains  {booked} USD
""")
    assert not errors, errors
    sale = next(e for e in entries if getattr(e, "narration", "") == "Sell")
    gain = {p.account.split(":")[-1]: float(-p.units.number) for p in sale.postings if "Gains" in p.account}
    return gain["Short"], gain["Long"]

expect("by hand: short, long", (round((20.1 - 10) * 100), round((20.1 - 30) * 100)), (1010, -990))
expect("without a fee", split("20.10", "-20.00"), (1010.0, -990.0))
expect("with a fee of 5", split("20.10", "-15.00", 5), (757.5, -742.5))
expect("at 20.01, without a fee", split("20.01", "-2.00"), (1001.0, -999.0))
expect("at 20.01, with a fee of 5", split("20.01", "3.00", 5), (-1501.5, 1498.5))
PY
"$work/env/bin/python" "$work/seen.py"
