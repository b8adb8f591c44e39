#!/usr/bin/env bash
# PyPI csv2ofx 0.34.2 (with meza 0.47.0): an amount with three decimals is a thousand times as large.
#
# The separators are guessed for every cell anew, from the number of digits behind the last dot: three of them make the
# dot one of thousands. 12.5 and 12.50 of a CSV are 12.50 in the OFX and 12.500 is 12500.00; a fee of -0.005 is -5.00 and
# 1234567.125, whose dot can group nothing, is 1234567125.00. Banks of Bahrain, Jordan, Kuwait and Oman, for example, write three
# decimals in every line, as ISO 4217 gives their currencies; in dollars it happens to the lines with fractions of a cent
# only, and the file looks whole.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check csv2ofx==0.34.2 meza==0.47.0
cat >statement.csv <<'CSV'
Row,Account,Date,Amount,Description
1,Checking,11/01/2025,12.5,PAYOUT
2,Checking,11/02/2025,12.50,PAYOUT
3,Checking,11/03/2025,12.500,PAYOUT
4,Checking,11/04/2025,-0.005,FEE
5,Checking,11/05/2025,1234567.125,PAYOUT
CSV
env/bin/csv2ofx statement.csv statement.ofx
seen=$(sed -n 's:.*<TRNAMT>\(.*\)</TRNAMT>.*:\1:p' statement.ofx | paste -sd ' ')
echo "amounts: $seen"
described="12.50 12.50 12500.00 -5.00 1234567125.00"
[ "$seen" = "$described" ] || { echo "no longer as described: $described"; exit 1; }
