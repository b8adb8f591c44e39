#!/usr/bin/env bash
# ledgerkit 1.0.0.dev1 (PyPI), "compatible with the hledger 1.52 format":
# ten shares are bought at $180 each, and the bank's amount is left out, as
# is usual, to be worked out. It is worked out in shares: the bank gets -10
# AAPL and no dollar leaves it. The price behind @ is read, put aside and
# never used, in the balance of the entry, in the register and in print,
# which writes the entry without it. (hledger balances such an entry by its
# cost: -1,800 dollars.) A total price, @@, is ignored in the same way.
# Independent check: pieces times price by hand, and the balance at the bank
# after a deposit and the purchase.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check ledgerkit==1.0.0.dev1
cat >"$work/seen.py" <<'PY'
import sys
from decimal import Decimal as D
import ledgerkit
def expect(what, seen, described):
    print(f"{what}: {seen}")
    if seen != described:
        sys.exit(f"no longer as described: {described}")

FILE = sys.argv[1] + "/a.journal"
def balances(buy):
    open(FILE, "w").write("2026-01-02 Deposit\n    assets:bank  $5000.00\n    equity\n\n"
                          f"2026-02-01 Buy\n    assets:broker  {buy}\n    assets:bank\n")
    result = ledgerkit.load(FILE).balance()
    return {c: str(q) for c, q in result["assets:bank"].items() if q}, \
           {c: str(q) for c, q in result["assets:broker"].items() if q}

expect("paid, by hand", 10 * D("180.00"), D("1800.00"))
expect("bank and broker, price each", balances("10 AAPL @ $180.00"),
       ({"$": "5000.00", "AAPL": "-10"}, {"AAPL": "10"}))
expect("bank and broker, total price", balances("10 AAPL @@ $1800.00"),
       ({"$": "5000.00", "AAPL": "-10"}, {"AAPL": "10"}))
expect("without any price", balances("10 AAPL"),
       ({"$": "5000.00", "AAPL": "-10"}, {"AAPL": "10"}))
PY
"$work/env/bin/python" "$work/seen.py" "$work"
