#!/usr/bin/env bash
# PyPI hledger-lots 0.4.2 (with hledger 1.25 of Debian 12): what doubled in a year has gained 1.0000 % a year.
#
# The program keeps lots in a ledger and tells their internal rate of return, "0.9210% (APR 30/360US)" for instance, with a
# sign of per cent. The rate comes as a fraction, 1 for a doubling, and gets the sign without being multiplied: of 1000.00
# that are worth 2000.00 after a year 1.0000% is told beside the profit of 1000.00, of 1100.00 0.1000%. In the sale that it
# writes into the journal the same stands behind "annual percent rate", where the source multiplies a nought by a hundred (x or
# 0 * 100). A store of goods that earns ten per cent looks as if it earned less than its bank account.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download hledger=1.25-2+b5 >/dev/null 2>&1 ||
  { echo "this needs the package lists of Debian 12 (apt-get update)"; exit 1; }
dpkg -x hledger_*.deb .
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check hledger-lots==0.4.2 pyxirr==0.10.8
export LANG=C.UTF-8 PATH="$work/usr/bin:$PATH"
function expect { # what, seen, described
  echo "$1: $2"
  [ "$2" = "$3" ] || { echo "no longer as described: $3"; exit 1; }
}
function told { # price after a year
  printf '%s\n' '#+hledger-lots avg_cost:false, check:false' '#+hledger-lots no_desc:' \
    '2025-01-01 Bought' '    Assets:Stock   10 ABC @ 100 USD' '    Assets:Bank  -1000 USD' '' "P 2026-01-01 ABC $1 USD" >journal
  env/bin/hledger-lots -f journal view ABC | sed -n 's/^\(Market Profit\|Xirr\): *//p' | paste -sd ' '
}
expect 'worth 2000' "$(told 200)" '1,000.00 1.0000% (APR 30/360US)'
expect 'worth 1100' "$(told 110)" '100.00 0.1000% (APR 30/360US)'
cat >sale.py <<'PY'
from hledger_lots import fifo
from hledger_lots.lib import AdjustedTxn

bought = [AdjustedTxn("2025-01-01", 100.0, "USD", 10, "Assets:Stock")]
print(fifo.txn2hl(bought, "2026-01-01", "ABC", "Assets:Bank", "Income:Gains", 2000.0))
PY
expect 'in the sale' "$(env/bin/python sale.py | grep -o 'xirr:.*rate')" 'xirr:1.00% annual percent rate'
