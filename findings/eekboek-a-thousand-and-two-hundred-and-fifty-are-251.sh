#!/usr/bin/env bash
# EekBoek 2.04 (as packaged in Debian 12): 1.000 euros are booked as 1000.00, and 1.000+250 as 251.00.
#
# The Dutch bookkeeping program takes amounts with a separator of thousands, and sums in place of an amount, as from a till's counting. An
# amount alone goes through a reader that knows 1.000, 1,000 and 1.000,00; the numbers of a sum go through another, for which a point and a
# comma are always the decimal mark. (Its changelog says why: in 5*0.005 the 0.005 had been five.) So the same text is a thousand or one,
# according to what stands behind it, also in 2*1.000 and 1,000-200, and the booking balances, since its other side is computed.
# The changelog says that amounts may have such separators. The till has, one after the other, 1.000, 1000+250, 1.000+250 and 2*1.000.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download eekboek=2.04-1 libdbi-perl=1.643-4+deb12u3 libdbd-sqlite3-perl=1.72-1 libarchive-zip-perl=1.68-1 libcarp-assert-perl=0.21-3 \
  >/dev/null 2>&1 || { echo "this needs the package lists of Debian 12 (apt-get update)"; exit 1; }
for package in ./*.deb; do dpkg -x "$package" .; done
printf '[database]\nname = sample\ndriver = sqlite\n' >eekboek.conf
printf 'adm_naam "Sample"\nadm_begindatum 2026\nadm_open\n' >opening.eb
touch relaties.eb mutaties.eb
cat >schema.dat <<'DAT'
Balansrekeningen
  2  Vlottende activa
     23  Liquide middelen
         2300  D   Kas
  3  Eigen vermogen
     31  Kapitaal
         3100  C   Kapitaal     :koppeling=winst
Resultaatrekeningen
  8  Opbrengsten
     81  Omzet
         8110  O   Omzet
Dagboeken
  K     Kas                   :type=kas        :rekening=2300
DAT
ebshell() { LANG=C.UTF-8 perl -I usr/share/perl5 -I "$(echo usr/lib/*-linux-gnu/perl5/5.*)" usr/bin/ebshell -X -f eekboek.conf "$@" 2>&1; }
book() { # amount, what there is in the till then
  ebshell -c kas 01-02-2026 Verkoop std Verkoop "$1" 8110 >/dev/null
  seen=$(ebshell -c proefensaldibalans | awk '$1 == 2300 { print $NF }')
  echo "and $1: $seen"
  [ "$seen" = "$2" ] || { echo "no longer as described: $2"; exit 1; }
}
ebshell --init >/dev/null
book 1.000 1.000,00
book 1000+250 2.250,00
book 1.000+250 2.501,00
book '2*1.000' 2.503,00
