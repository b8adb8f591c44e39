#!/usr/bin/env bash
# Perl's Math::Round 0.07 (as packaged in Debian 12): 64.125 to the nearest cent is 64.12, and the multiple of a cent below 19.99 is 19.98.
#
# nearest() rounds "numbers that are halfway between two multiples" away from nothing, and adds a little to the half so that binary
# fractions do not spoil it: up to 63.995 each half cent is rounded as it says. What is added is too little from 64 on: of the half
# cents below 100.00 there are 1654 that are rounded down, all of them above 64, and even 64.125, which is no binary fraction's
# fault, as it is one exactly. nlowmult() gives "the next lower multiple" for "numbers that are between two multiples", and adds
# nothing: of the first ten thousand whole cents 1076 are a cent less, 19.99 and 8.20 with them, and nhimult() makes debts of as
# many a cent smaller. With the coin of five cents, 0.15 is 0.10 and 0.30 is 0.25, 697 times in two thousand: change is rounded down
# that needs no rounding.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download libmath-round-perl=0.07-3 >/dev/null 2>&1 ||
  { echo "this needs the package lists of Debian 12 (apt-get update)"; exit 1; }
dpkg -x libmath-round-perl_*.deb .
cat >seen.pl <<'PL'
use strict;
use warnings;
use Math::Round qw(nearest nhimult nlowmult);

sub expect {
    my ($what, $seen, $described) = @_;
    print "$what: $seen\n";
    $seen eq $described or die "no longer as described: $described\n";
}
sub differs { my ($one, $other) = @_; return abs($one - $other) > 1e-6 }

expect("1.005, 63.995, 64.005, 64.125 to cents", join(" ", map { sprintf "%.2f", nearest(.01, $_) } 1.005, 63.995, 64.005, 64.125),
    "1.01 64.00 64.00 64.12");
my @halves = grep { differs(nearest(.01, sprintf("%d.%02d5", int($_ / 100), $_ % 100)), ($_ + 1) / 100) } 0 .. 9999;
expect("half cents below 100.00 rounded down", scalar(@halves), 1654);
expect("the first of them, in whole cents", $halves[0], 6400);
expect("0.29, 8.20, 19.99 to the lower cent", join(" ", map { sprintf "%.2f", nlowmult(.01, $_) } "0.29", "8.20", "19.99"), "0.28 8.19 19.98");
my @cents = map { sprintf "%.2f", $_ / 100 } 1 .. 10000;
expect("whole cents that become less", scalar(grep { differs(nlowmult(.01, $_), $_) } @cents), 1076);
expect("debts that become less", scalar(grep { differs(nhimult(.01, -$_), -$_) } @cents), 1076);
expect("0.15 and 0.30 to the lower five cents", join(" ", map { sprintf "%.2f", nlowmult(.05, $_) } "0.15", "0.30"), "0.10 0.25");
my @fives = map { sprintf "%.2f", $_ / 20 } 0 .. 1999;
expect("multiples of five cents that become less", scalar(grep { differs(nlowmult(.05, $_), $_) } @fives), 697);
PL
perl -Iusr/share/perl5 seen.pl
