#!/usr/bin/env bash
# PyPI csv2qif 0.6.0: the first payment of a file without a header is left out, and the switch that strips headers keeps them.
#
# --strip-headers is there to "assume first row of input has headers, and remove it". It is on without being named, and naming
# it turns it off: with -s a file with a header ends in an error about the day "Posting Date", and a file without
# one is read whole. Whoever has no header and therefore leaves the switch away loses the first row, 1500.00 here, and is
# told only of the rows that were written.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check csv2qif==0.6.0 setuptools==75.8.0
printf '%s\n' 'X,11/03/2026,PAYOUT A,1500.00' 'X,11/05/2026,PAYOUT B,2500.00' >bare.csv
{ echo 'Account,Posting Date,Description,Amount' && cat bare.csv; } >headed.csv
function expect { # what, seen, described
  echo "$1: $2"
  [ "$2" = "$3" ] || { echo "no longer as described: $3"; exit 1; }
}
function amounts { # file, switches...
  local file=$1
  shift
  env/bin/csv2qif --account Bank --account-type Bank --col-spec '{"date": 1, "name": 2, "amount": 3}' "$@" --input-file "$file" >out.qif 2>told ||
    { tail -n 1 told | cut -c 1-40; return; }
  sed -n 's/^T\([0-9.]*\)$/\1/p' out.qif | paste -sd ' '
}
expect 'header' "$(amounts headed.csv)" '1500.00 2500.00'
expect 'header, --strip-headers' "$(amounts headed.csv --strip-headers)" "ValueError: time data 'Posting Date' doe"
expect 'no header' "$(amounts bare.csv)" '2500.00'
expect 'no header, --strip-headers' "$(amounts bare.csv --strip-headers)" '1500.00 2500.00'
