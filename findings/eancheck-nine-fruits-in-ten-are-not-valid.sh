#!/usr/bin/env bash
# eancheck 1.0 (as packaged in Debian 12): bananas, 4011, have a wrong check digit, as nine fruits in ten.
#
# The program checks the codes of articles, and by its manual and its help those of four digits that are typed at the till for fruit
# and vegetables (PLU; "4 digit till codes work without prefixing"). These are given out one after the other by the International
# Federation for Produce Standards, 4011 to bananas and 4012, 4013 and 4014 to oranges, and have no check digit.
# The program takes the last of the four for one, weighs the others as those of an EAN and refuses what does not
# fit: exactly one code in each ten is left. EAN-13 is checked rightly.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download eancheck=1.0-2 >/dev/null 2>&1 ||
  { echo "this needs the package lists of Debian 12 (apt-get update)"; exit 1; }
dpkg -x eancheck_*.deb .
function expect { # what, seen, described
  echo "$1: $2"
  [ "$2" = "$3" ] || { echo "no longer as described: $3"; exit 1; }
}
function check { usr/bin/eancheck "$1" || true; }
expect 'EAN 4006381333931' "$(check 4006381333931)" 'Check digit correct'
expect 'EAN 4006381333932' "$(check 4006381333932)" 'Check digit fail'
expect '4011, bananas' "$(check 4011)" 'Check digit fail'
expect '4012, oranges' "$(check 4012)" 'Check digit fail'
expect '4065, peppers' "$(check 4065)" 'Check digit fail'
valid=0
for code in $(seq 4000 4959); do
  if [ "$(check "$code")" = 'Check digit correct' ]; then valid=$((valid + 1)); fi
done
expect 'valid of 4000 to 4959' "$valid" 96
