#!/usr/bin/env bash
# PyPI beancount2ledger 1.3 (with beancount 2.3.6): of ten shares that were sold five are, and the gain of 150.00 is one of 700.00.
#
# The program turns a beancount ledger into one of ledger or hledger. A sale of more shares than one lot holds is one line of
# the book, and beancount makes a posting of it for each lot that it takes. The program writes every line of the book once,
# by its number: of ten shares from lots bought at 100.00 and at 110.00 only the five of the first are written. The line for the gain
# has no amount in the book and gets none, so that the receiving program makes up for what is missing: it takes 700.00 as
# income and leaves five shares in the books, and everything balances. Postings that beancount itself makes have no line, which is
# one and the same for all: of what a `pad` put in, the second half is lost, and that entry has one side only.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check --no-deps beancount==2.3.6 beancount2ledger==1.3 \
  python-dateutil==2.9.0.post0 six==1.17.0 pyyaml==6.0.3 setuptools==65.5.0
cat >book <<'BEAN'
option "booking_method" "FIFO"
2026-01-01 open Assets:Shares
2026-01-01 open Assets:Bank
2026-01-01 open Income:Gains
2026-01-01 open Equity:Opening
2026-01-02 * "bought"
  Assets:Shares   5 ABC {100.00 USD}
  Assets:Bank  -500.00 USD
2026-01-03 * "bought"
  Assets:Shares   5 ABC {110.00 USD}
  Assets:Bank  -550.00 USD
2026-02-01 * "sold"
  Assets:Shares  -10 ABC {} @ 120.00 USD
  Assets:Bank   1200.00 USD
  Income:Gains
2026-03-01 pad Assets:Bank Equity:Opening
2026-03-02 balance Assets:Bank  500.00 USD
BEAN
expect() { # what, seen, described
  printf '%s:\n%s\n' "$1" "$2"
  [ "$2" = "$3" ] || { echo "no longer as described:"; echo "$3"; exit 1; }
}
cat >gain.py <<'PY'
from beancount import loader

entries, errors, _ = loader.load_file("book")
assert not errors, errors
postings = [posting for entry in entries if hasattr(entry, "postings") for posting in entry.postings]
print(sum(posting.units.number for posting in postings if posting.account == "Income:Gains"))
PY
expect "the gain of the book, a credit" "$(env/bin/python gain.py)" "-150.00"
written() { env/bin/beancount2ledger -f "$1" book | sed -n "/^2026-$2/,/^\$/p" | tr -s ' '; }
expect "the sale for hledger" "$(written hledger 02-01)" "2026-02-01 * sold
 Assets:Shares -5 ABC @ 100.00 USD
 Assets:Bank 1200.00 USD
 Income:Gains"
expect "the sale for ledger" "$(written ledger 02-01)" "2026-02-01 * sold
 Assets:Shares -5 ABC {100.00 USD} [2026-01-02] @ 120.00 USD
 Assets:Bank 1200.00 USD
 Income:Gains"
expect "the padding" "$(written ledger 03-01)" "2026-03-01 (Padding inserted for Balance of 500.00 USD for difference 350.00 USD)
 Assets:Bank 350.00 USD"
