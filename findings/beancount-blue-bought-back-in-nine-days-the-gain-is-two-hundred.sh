#!/usr/bin/env bash
# PyPI beancount-blue 1.0.1 (with beancount 3.2.3): a gain "for UK tax purposes" is 200.00 where it is 10.00, and with lots it is not calculated.
#
# calc_uk_gains has one method, the average of the pool. In the United Kingdom shares that are sold are first matched with those
# bought on the same day, then with those bought within the thirty days after, and only then with the pool (Taxation of Chargeable
# Gains Act 1992, sections 105, 106A and 104). A hundred shares from 1.00 that are sold at 3.00 and bought back after nine days at
# 2.90 gain 10.00, and the pool's cost stays 100.00; the plugin books 200.00. In an account that books by lots (STRICT, which is
# beancount's own way) a sale carries the date of its lot, which the plugin declines; what it has to say is thrown away, and the
# sale keeps the gain of its lot, 100.00, where the pool's average gives 150.00, without an error or a note.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check beancount-blue==1.0.1 beancount==3.2.3
cat >"$work/seen.py" <<'PY'
import sys
from beancount import loader


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


PLUGIN = """plugin "beancount_blue.calc_uk_gains" "{'accounts': {'Assets:Shares': {'method': 'cost_avg', 'counterAccount': 'Income:Gains'}}}"
2020-01-01 open Assets:Cash
2020-01-01 open Income:Gains
"""


def gains(text):
    entries, errors, _ = loader.load_string(PLUGIN + text, dedent=True)
    found = [str(-posting.units.number) for entry in entries for posting in getattr(entry, "postings", ())
             if posting.account == "Income:Gains"]
    return found, len(errors)


bought_back = """
2020-01-01 open Assets:Shares "NONE"
2026-01-05 * "Bought"
  Assets:Shares  100 ACME {1.00 GBP}
  Assets:Cash  -100.00 GBP
2026-06-01 * "Sold"
  Assets:Shares  -100 ACME {3.00 GBP}
  Assets:Cash  300.00 GBP
2026-06-10 * "Bought back"
  Assets:Shares  100 ACME {2.90 GBP}
  Assets:Cash  -290.00 GBP
"""
by_lots = """
2020-01-01 open Assets:Shares "STRICT"
2026-01-05 * "Bought"
  Assets:Shares  100 ACME {1.00 GBP}
  Assets:Cash  -100.00 GBP
2026-02-05 * "Bought"
  Assets:Shares  100 ACME {2.00 GBP}
  Assets:Cash  -200.00 GBP
2026-06-01 * "Sold"
  Assets:Shares  -100 ACME {2.00 GBP} @ 3.00 GBP
  Assets:Cash  300.00 GBP
  Income:Gains
"""
expect("bought back in nine days: gains and errors", gains(bought_back), (["200.00"], 0))
expect("by law", 100 * 3.00 - 100 * 2.90, 10.0)
expect("by lots: gains and errors", gains(by_lots), (["100.00"], 0))
expect("by the pool", 300 - 100 * (100 + 200) / 200, 150.0)
PY
"$work/env/bin/python" "$work/seen.py"
