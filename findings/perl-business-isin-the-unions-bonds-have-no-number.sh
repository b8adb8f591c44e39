#!/usr/bin/env bash
# Perl's Business::ISIN 0.20 (as packaged in Debian 12): the European Union's bonds and the shares of SLB have no valid number.
#
# An ISIN begins with the code of a country, or with one of those that ISO 3166 keeps for such uses: EU for what the Union issues,
# hundreds of milliards of bonds since 2020. The module knows the countries of today and XS, XA to XD. So each bond of the Union is
# refused, with the message that it does not begin with a code of two letters, and get() is nothing. Nor is a number changed
# when a country is dissolved: SLB (Schlumberger), in the S&P 500, is still AN8068571086, of the Netherlands Antilles, which
# left the list in 2010. The check digits are right, and PyPI python-stdnum 2.1 knows all of them.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download libbusiness-isin-perl=0.20-3 liblocale-codes-perl=3.73-1 >/dev/null 2>&1 ||
  { echo "this needs the package lists of Debian 12 (apt-get update)"; exit 1; }
for package in ./*.deb; do dpkg -x "$package" .; done
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check --no-deps python-stdnum==2.1
cat >seen.pl <<'PL'
use strict;
use warnings;
use Business::ISIN;

for (@ARGV) {
    my ($number, $described) = split /=/;
    my $isin = Business::ISIN->new($number);
    my $seen = $isin->is_valid ? "valid" : $isin->error;
    print "$number: $seen\n";
    index($seen, $described) >= 0 or die "no longer as described: $described\n";
    substr($number, 11) eq Business::ISIN::check_digit(substr($number, 0, 11)) or die "the check digit is another\n";
}
PL
country="does not start with a 2-letter country code"
perl -Iusr/share/perl5 seen.pl US0378331005=valid XS2314779427=valid \
  "EU000A3KNYF7=$country" "EU000A1G0DB8=$country" "AN8068571086=$country"
env/bin/python -c '
from stdnum import isin
for number in ("US0378331005", "XS2314779427", "EU000A3KNYF7", "EU000A1G0DB8", "AN8068571086"):
    assert isin.is_valid(number), number
'
