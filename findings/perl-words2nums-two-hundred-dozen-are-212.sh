#!/usr/bin/env bash
# Perl's Lingua::EN::Words2Nums 0.19 (as packaged in Debian 12): two hundred dozen are 212, and a thousand dozen 1012.
#
# The module reads numbers in English words and says that it knows the dozen, the baker's dozen, the score and the gross, in
# which eggs, rolls and screws are ordered. A text is read from its end. A word that multiplies and is larger than the one behind
# it is taken for the beginning of a new summand, as in "two hundred thousand and five hundred"; a hundred is larger than a
# dozen, and so two hundred dozen are two hundred and twelve. Up to ninety-nine dozen are right, two hundred gross are
# too (a gross is more than a hundred), a thousand gross are not. The same order in digits, "200 dozen", is 2400.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download liblingua-en-words2nums-perl=0.19-4 >/dev/null 2>&1 ||
  { echo "this needs the package lists of Debian 12 (apt-get update)"; exit 1; }
dpkg -x liblingua-en-words2nums-perl_*.deb .
cat >seen.pl <<'PL'
use strict;
use warnings;
use Lingua::EN::Words2Nums;

sub expect {
    my ($words, $described) = @_;
    my $seen = words2nums($words);
    print "$words: $seen\n";
    $seen == $described or die "no longer as described: $described\n";
}
expect("ninety-nine dozen",        99 * 12);
expect("two hundred dozen",        200 + 12);
expect("200 dozen",                200 * 12);
expect("one hundred twenty dozen", 100 + 20 * 12);
expect("a thousand dozen",         1000 + 12);
expect("three hundred score",      300 + 20);
expect("two hundred gross",        200 * 144);
expect("a thousand gross",         1000 + 144);
PL
perl -Iusr/share/perl5 seen.pl
