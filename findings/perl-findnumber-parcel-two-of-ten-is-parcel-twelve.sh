#!/usr/bin/env bash
# Perl's Lingua::EN::FindNumber 1.32 (as packaged in Debian 12): parcel two of ten is parcel 12, and one hundred, two hundred are 10200.
#
# numify() puts figures for the numbers of a text, and extract_numbers() finds them ("Fourscore and seven", "four"). What stands between
# two numbers may be blanks, a comma, "and" or "of", and then the two are one number, added up: lines three and four are line 7, invoice
# one of five is invoice 6, and five, six or seven days are 11 or 7. A list of prices loses even its sum, for in "one hundred, two hundred
# and three hundred" each hundred multiplies all that stood before: 1020300 euros. Only what cannot be one number in English would
# have told them apart: after a number below ten no other follows. Numbers that are one, as a hundred and five or one thousand two hundred
# and thirty-four, are right, and so are two that other words keep apart.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download liblingua-en-findnumber-perl=1.32-3 liblingua-en-words2nums-perl=0.19-4 >/dev/null 2>&1 ||
  { echo "this needs the package lists of Debian 12 (apt-get update)"; exit 1; }
for package in liblingua-en-*.deb; do dpkg -x "$package" .; done
cat >seen.pl <<'PL'
use strict;
use warnings;
use Lingua::EN::FindNumber;

sub expect {
    my ($what, $seen, $described) = @_;
    print "$what: $seen\n";
    $seen eq $described or die "no longer as described: $described\n";
}
my @texts = (
    ["one thousand two hundred and thirty-four dollars", "1234 dollars", "one thousand two hundred and thirty-four"],
    ["two boxes or ten", "2 boxes or 10", "two|ten"],
    ["parcel two of ten", "parcel 12", "two of ten"],
    ["invoice one of five is for ten dollars", "invoice 6 is for 10 dollars", "one of five|ten"],
    ["lines three and four are wrong", "lines 7 are wrong", "three and four"],
    ["five, six or seven days", "11 or 7 days", "five, six|seven"],
    ["one hundred, two hundred", "10200", "one hundred, two hundred"],
    ["one hundred, two hundred and three hundred euros", "1020300 euros", "one hundred, two hundred and three hundred"],
);
for (@texts) {
    my ($text, $figures, $found) = @$_;
    expect($text, numify($text), $figures);
    expect("found in it", join("|", extract_numbers($text)), $found);
}
PL
perl -Iusr/share/perl5 seen.pl
