#!/usr/bin/env bash
# PyPI capital-gains 1.0.8: a loss that may not be deducted is deducted in full, unless the lots were given names.
#
# Shares that are sold at a loss and bought again within thirty days are a wash sale: the loss is not deducted, and is added to
# the cost of the new ones (26 U.S.C. 1091). The program takes "care of wash sale adjustments" for Form 8949, and the name of
# a lot is "optional (can be blank)". A lot is only looked at when its name is another than that of the lot that was sold, and blank is
# the same as blank: 2,000.00 lost on 1 March, with the same shares bought again on the 10th, are a loss of 2,000.00, and with
# "one" and "two" for names, as the program's example has them, none at all. Nothing is said in either case.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check capital-gains==1.0.8
expect() {
  printf '%s: %s\n' "$1" "$2"
  [ "$2" = "$3" ] || { echo "no longer as described: $3"; exit 1; }
}
trades() {
  printf '%s\n' date,symbol,name,shares,price,fee "2024-01-02,ABC,$1,100,50," "2024-03-01,ABC,,-100,30," "2024-03-10,ABC,$2,100,31,"
}
# the columns of the lot that was sold: proceeds, cost, what is washed away, gain; and the cost of the lot in hand
report() {
  trades "$1" "$2" >"$work/trades.csv"
  (cd "$work" && env/bin/python -m capital_gains trades.csv) | tr -d ' ' |
    awk -F'|' '/2024-03-01/ { print $6, $7, $8, $9 } /2024-03-10/ { print $5 }' | paste -sd' '
}
expect "without names" "$(report '' '')" "3000 5000 0 -2000 3100"
expect "with names" "$(report one two)" "3000 5000 2000 0 5100"
