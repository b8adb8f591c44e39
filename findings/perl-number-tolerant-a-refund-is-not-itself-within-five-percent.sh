#!/usr/bin/env bash
# Perl's Number::Tolerant 1.710 (as packaged in Debian 12): -100.00, give or take five per cent, is nothing, not even -100.00, and is above and below it.
#
# A tolerance is a number with its limits, and is compared as a number: 100 +/- 5% equals 95 to 105. "plus_or_minus_pct" is in its manual
# "x +/- (y% of x)". The lower limit is the number less its share and the upper one the number plus it, and where the number is below
# nothing the share is too: -100 +/- 5% runs from -95 up to -105. So no refund, debit or loss is ever within its tolerance: each number is
# either above the lower or below the upper limit, and what lies between them is greater and less than the tolerance at once. Whoever
# proves a list of bookings against expected ones in this way has every credit as a difference. With a fixed sum,
# -100 +/- 5, all is right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download libnumber-tolerant-perl=1.710-1 libsub-exporter-perl=0.989-1 libdata-optlist-perl=0.113-1 libsub-install-perl=0.929-1 \
  libparams-util-perl=1.102-2+b1 >/dev/null 2>&1 || { echo "this needs the package lists of Debian 12 (apt-get update)"; exit 1; }
for package in ./*.deb; do dpkg -x "$package" .; done
cat >seen.pl <<'PL'
use strict;
use warnings;
use Number::Tolerant;

sub expect {
    my ($what, $seen, $described) = @_;
    print "$what: $seen\n";
    $seen eq $described or die "no longer as described: $described\n";
}
sub within { my ($tolerance, @numbers) = @_; return join " ", map { $_ == $tolerance ? "yes" : "no" } @numbers }

my $sale = tolerance(100 => plus_or_minus_pct => 5);
my $refund = tolerance(-100 => plus_or_minus_pct => 5);
my $fixed = tolerance(-100 => plus_or_minus => 5);
expect("$sale: 94, 95, 100, 105, 106", within($sale, 94, 95, 100, 105, 106), "no yes yes yes no");
expect("$refund: -94, -95, -100, -105, -106", within($refund, -94, -95, -100, -105, -106), "no no no no no");
expect("$fixed: -94, -95, -100, -105, -106", within($fixed, -94, -95, -100, -105, -106), "no yes yes yes no");
expect("read from a text", within(Number::Tolerant->from_string("-100 +/- 5%"), -100), "no");
my @numbers = grep { $_ == $refund } map { $_ / 100 } -30000 .. 30000;
expect("of all amounts from -300.00 to 300.00 equal to it", scalar(@numbers), 0);
expect("-100 less than it, and greater", join(" ", map { $_ ? "yes" : "no" } -100 < $refund, -100 > $refund), "yes yes");
PL
perl -Iusr/share/perl5 -Iusr/lib/x86_64-linux-gnu/perl5/5.36 seen.pl
