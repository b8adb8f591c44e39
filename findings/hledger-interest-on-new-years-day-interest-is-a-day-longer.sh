#!/usr/bin/env bash
# hledger-interest 1.6.3 (as packaged in Debian 12): a loan of 1 January bears interest from 31 December, and a year of 360 days has 361.
#
# The program books interest on an account of an hledger journal, year by year. What was lent on 1 January is reckoned from the end of
# the day before, as if it had been lent then: to 1 July 182 days, of which there are 181 (Python's calendar), from 2 January to
# the 2nd of July 181. A loan of 31 December and one of 1 January cost the same. By 30/360, where each month has
# thirty days and a year 360, each whole year has 361, and 1000 at 5 % pay 50.14. The 30/360 of another year's part is
# right, and so is 30E/360.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download hledger-interest=1.6.3-2 >/dev/null 2>&1 ||
  { echo "this needs the package lists of Debian 12 (apt-get update)"; exit 1; }
dpkg -x hledger-interest_*.deb .
export LANG=C.UTF-8
function expect { # convention, lent, repaid, described
  printf '%s lent\n    loan   $-1000.00\n    bank\n\n%s repaid\n    loan   $1000.00\n    bank\n\n' "$2" "$3" >journal
  seen=$(usr/bin/hledger-interest --quiet --file journal --source interest --target loan "--$1" --annual 0.05 loan |
    awk '/ over /{days = $(NF - 1)} / interest  /{print days " days, " $2}' | paste -sd';')
  echo "$1, $2 to $3: $seen"
  [ "$seen" = "$4" ] || { echo "no longer as described: $4"; exit 1; }
}
expect act 2026-01-02 2026-07-02 '181 days, $24.79'
expect act 2026-01-01 2026-07-01 '182 days, $24.93'
expect act 2024-12-31 2025-12-31 '365 days, $50.00'
expect act 2025-01-01 2025-12-31 '365 days, $50.00'
expect 30E-360 2024-12-31 2025-12-31 '360 days, $50.00'
expect 30-360 2024-12-31 2025-12-31 '361 days, $50.14'
expect 30-360 2025-01-15 2025-07-15 '180 days, $25.00'
expect 30-360 2025-01-01 2025-07-01 '181 days, $25.14'
python3 -c '
from datetime import date
assert (date(2026, 7, 1) - date(2026, 1, 1)).days == 181 and (date(2025, 12, 31) - date(2025, 1, 1)).days == 364
'
