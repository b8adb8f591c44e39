#!/usr/bin/env bash
# Perl's Convert::Units 0.43 (as packaged in Debian 12): 12.5 feet of cable are 24.5 inches, and 1,500 feet are 500.
#
# parse() of Convert::Units::Length reads lengths as people write them ("1 foot, 3 inches") and adds up the parts. A part is taken for
# complete as soon as a digit is followed by something that is none, and the decimal point is such a thing: "12.5" is converted before
# its unit is read, as inches, and the unit that follows has the number 1: 12.5 feet are 12.5 inches and a foot. So it is with every
# decimal fraction, in each unit. A comma ends a part as well, so 1,500 feet lose their thousand ("1" has no unit and is forgotten).
# The manual says that it does not read 1/2 in and that it "should handle decimals such as" 0.5 in; in inches it is an inch and a
# half. convert(), for one number and one unit, has 150 inches. Whole numbers below a thousand are right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download libconvert-units-perl=1:0.43-11 >/dev/null 2>&1 ||
  { echo "this needs the package lists of Debian 12 (apt-get update)"; exit 1; }
dpkg -x libconvert-units-perl_*.deb .
cat >seen.pl <<'PL'
use strict;
use warnings;
use Convert::Units::Length;

sub expect {
    my ($length, $unit, $described) = @_;
    my $seen = Convert::Units::Length::parse($length, $unit);
    print "$length: $seen $unit\n";
    $seen == $described or die "no longer as described: $described\n";
}
expect("12 feet, 6 inches", "inches", 150);
expect("12.5 feet",         "inches", 24.5);
expect("0.5 in",            "inches", 1.5);
expect("2.5 yards",         "inches", 38.5);
expect("1500 feet",         "feet",   1500);
expect("1,500 feet",        "feet",   500);
Convert::Units::Length::convert("12.5 feet", "inches") == 150 or die "no longer as described: 150\n";
PL
perl -Iusr/share/perl5 seen.pl 2>/dev/null
