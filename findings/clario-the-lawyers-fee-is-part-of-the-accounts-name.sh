#!/usr/bin/env bash
# PyPI clario 0.1.1 (with hledger 1.25 of Debian 12 and beancount 3.2.3): a lawyer's 500.00 make an account called "Legal-Advice 500.00".
#
# The program makes a ledger of a bank's CSV, "a simple beancount/ledger-style double-entry format", and its README writes it to
# ledger.beancount. In ledger and hledger two blanks part the amount from the account, since a name may have blanks; the program
# fills names up to thirty characters and adds one, so that behind a name of thirty or more the amount belongs to the name. hledger then works
# out the amount from the other line, and each amount has an account of its own. beancount wants a currency behind each amount
# and has not one transaction of the file. Dates are tried month first for each line by itself: in a file of November with
# days first the 13th is in November and the 5th is in May.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download hledger=1.25-2+b5 >/dev/null 2>&1 ||
  { echo "this needs the package lists of Debian 12 (apt-get update)"; exit 1; }
dpkg -x hledger_*.deb .
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check clario==0.1.1 beancount==3.2.3
cat >rules.yaml <<'YAML'
- match: lawyer
  account: Expenses:Professional:Legal-Advice
- match: shop
  account: Expenses:Shop
YAML
function expect { # what, seen, described
  echo "$1: $2"
  [ "$2" = "$3" ] || { echo "no longer as described: $3"; exit 1; }
}
function convert { # lines of the bank...
  printf '%s\n' date,description,amount "$@" >bank.csv
  env/bin/clario convert bank.csv --rules rules.yaml --output ledger.beancount >/dev/null
}
export LANG=C.UTF-8
convert 2026-11-20,SHOP,-20.00 2026-11-21,LAWYER,-500.00 2026-11-22,LAWYER,-80.00
expect 'accounts in hledger' "$(usr/bin/hledger --file ledger.beancount accounts | paste -sd ,)" \
  'Assets:Checking,Expenses:Professional:Legal-Advice 500.00,Expenses:Professional:Legal-Advice 80.00,Expenses:Shop'
expect 'read by beancount' "$(env/bin/python -c 'from beancount import loader
print(*(len(part) for part in loader.load_file("ledger.beancount")[:2]))')" '0 6'
convert 05/11/2026,SHOP,-20.00 13/11/2026,SHOP,-30.00
expect 'dates' "$(grep -o '^2026-..-..' ledger.beancount | paste -sd ' ')" '2026-05-11 2026-11-13'
