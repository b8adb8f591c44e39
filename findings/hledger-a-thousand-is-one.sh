#!/usr/bin/env bash
# hledger 1.25 (as packaged in Debian 12): payouts of $1,000 and $1,250.50 are $1,251.50.
#
# A single comma is taken for the decimal mark, also where the next line of the same commodity shows that it is not; so
# $1,000 is one dollar. The manual warns of it, and few look for it, since nothing is seen as long as all amounts are whole:
# two payouts of $1,000 and $1,250 are reported as $2,250, with a comma that means decimals, and a third one of $1.50 makes
# them $3,750. The same happens to a bank's CSV. A line that declares the commodity's format sets it right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download hledger=1.25-2+b5 >/dev/null 2>&1 ||
  { echo "this needs the package lists of Debian 12 (apt-get update)"; exit 1; }
dpkg -x hledger_*.deb .

function expect { # what, seen, described
  echo "$1: $2"
  [ "$2" = "$3" ] || { echo "no longer as described: $3"; exit 1; }
}
function total { # amounts...
  for amount; do
    printf '2026-11-01 payout\n    assets:bank  %s\n    income\n\n' "$amount"
  done >>journal
  usr/bin/hledger --file journal balance --no-total --format '%(total)' assets:bank
  rm journal
}
export LANG=C.UTF-8
expect 'whole dollars' "$(total '$1,000' '$1,250')" '$2,250'
expect 'and cents' "$(total '$1,000' '$1,250.50')" '$1,251.500'
expect 'whole dollars and $1.50' "$(total '$1,000' '$1,250' '$1.50')" '$3,750'
expect 'declared' "$({ echo 'commodity $1,000.00'; echo; } >journal; total '$1,000' '$1,250.50')" '$2,250.50'
printf 'date,description,amount\n2026-11-01,payout,"1,000"\n2026-11-02,payout,"1,250.50"\n' >bank.csv
printf 'skip 1\nfields date,description,amount\ncurrency $\naccount1 assets:bank\n' >bank.csv.rules
expect 'CSV' "$(usr/bin/hledger --file bank.csv balance --no-total --format '%(total)' assets:bank)" '$1,251.500'
