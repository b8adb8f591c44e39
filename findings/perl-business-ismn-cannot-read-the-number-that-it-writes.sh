#!/usr/bin/env bash
# Perl's Business::ISMN 1.202 (as packaged in Debian 12): 979-0-2306-7118-7, as sheet music has it since 2008, is no number, though the module writes it.
#
# An International Standard Music Number was the letter M and nine digits, and has been 979-0 and the same nine digits since 2008
# (ISO 10957:2009): the article's EAN, so that what a till reads is the number itself. new() and is_valid_checksum() know the M
# alone, and what is printed on an edition of today, with hyphens or without, is no number to them. as_ean() and ismn_to_ean() make
# the thirteen digits of an old number. ean_to_ismn(), which "takes the EAN string and converts it to the equivalent ISMN string",
# puts a 0 where the M belongs, gets no object, and ends with an error for each of them, so there is no way back from a till to a
# catalogue. Both forms have the same check digit, as is reckoned here by the weights of both.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download libbusiness-ismn-perl=1.202-1 libtie-cycle-perl=1.226-1 >/dev/null 2>&1 ||
  { echo "this needs the package lists of Debian 12 (apt-get update)"; exit 1; }
for package in ./*.deb; do dpkg -x "$package" .; done
cat >seen.pl <<'PL'
use strict;
use warnings;
use Business::ISMN qw(ean_to_ismn is_valid_checksum ismn_to_ean);

sub expect {
    my ($what, $seen, $described) = @_;
    print "$what: $seen\n";
    $seen eq $described or die "no longer as described: $described\n";
}
sub check_digit {    # by 3 and 1 in turn for the old form, by 1 and 3 for an EAN
    my ($first, @digits) = @_;
    my ($sum, $weight) = (0, $first);
    for my $digit (@digits) { $sum += $weight * $digit; $weight = 4 - $weight }
    return (10 - $sum % 10) % 10;
}
my $old = "M-2306-7118-7";
my $number = Business::ISMN->new($old);
expect("$old is good", $number->is_valid eq Business::ISMN::GOOD_ISMN() ? "yes" : "no", "yes");
expect("its check digit by the old weights, M being 3", check_digit(3, 3, split //, "23067118"), "7");
expect("and as an EAN", check_digit(1, split //, "979023067118"), "7");
expect("as the module writes it", $number->as_ean . " " . ismn_to_ean($old), "9790230671187 9790230671187");
for my $new ("9790230671187", "979-0-2306-7118-7") {
    expect("$new is a number", defined Business::ISMN->new($new) ? "yes" : "no", "no");
    expect("and good", is_valid_checksum($new) eq Business::ISMN::GOOD_ISMN() ? "yes" : "no", "no");
    my $back = eval { ean_to_ismn($new) };
    expect("and the old number for it", $back // $@ =~ s/ at .*//sr, q(Can't call method "fix_checksum" on an undefined value));
}
PL
perl -Iusr/share/perl5 seen.pl
