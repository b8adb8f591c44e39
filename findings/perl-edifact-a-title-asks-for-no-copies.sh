#!/usr/bin/env bash
# Perl's Business::Edifact::Interchange 0.07 (as packaged in Debian 12): a book whose title ends in a question mark is ordered in no quantity.
#
# The module is for the book trade's orders and quotes in EDIFACT. A question mark releases the character behind it, and stands
# for itself when it is doubled (ISO 9735, syntax rules): the title "Who?" is written Who??, and the apostrophe behind it ends
# the segment. Here an apostrophe after a question mark never ends one: the title runs on into the next segment, which is
# the quantity, and the line has a price and no quantity. And a message with a decimal comma, which ISO 9735 lets the first
# segment announce (UNA), is read as no message at all, without an error, as if nothing had been ordered.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download libbusiness-edifact-interchange-perl=0.07-4 >/dev/null 2>&1 ||
  { echo "this needs the package lists of Debian 12 (apt-get update)"; exit 1; }
dpkg -x libbusiness-edifact-interchange-perl_*.deb .
cat >seen.pl <<'PL'
use strict;
use warnings;
use Business::Edifact::Interchange;

sub expect {
    my ($what, $seen, $described) = @_;
    print "$what: $seen\n";
    $seen eq $described or die "no longer as described: $described\n";
}

sub read_order {
    my ($advice, $title, $price) = @_;
    my $text = join "'", "${advice}UNB+UNOC:3+5013546121974:14+5013546025253:14+261115:1200+77++ORDERS",
        "UNH+1+ORDERS:D:96A:UN:EAN008", "BGM+220+4711+9", "DTM+137:20261115:102", "LIN+1++9780000000002:EN", "IMD+L+050+:::$title",
        "QTY+21:12", "PRI+AAA:$price", "LIN+2++9780000000019:EN", "IMD+L+050+:::Other", "QTY+21:3", "PRI+AAA:$price", "UNS+S", "CNT+2:2",
        "UNT+13+1", "UNZ+1+77'";
    local $SIG{__WARN__} = sub { };
    my $interchange = Business::Edifact::Interchange->new;
    $interchange->parse($text);
    return $interchange->messages;
}

sub lines {
    my ($messages) = @_;
    return join ", ", map { $_->title . " x " . ($_->{quantity} // "none") } map { @{ $_->items } } @$messages;
}
expect("a title", lines(read_order("", "Who", "7.99")), "Who x 12, Other x 3");
expect("one with a question mark", lines(read_order("", "Who??", "7.99")), "Who?'QTY x none, Other x 3");
expect("decimal point, announced", scalar @{ read_order("UNA:+.? '", "Who", "7.99") }, 1);
expect("decimal comma, announced", scalar @{ read_order("UNA:+,? '", "Who", "7,99") }, 0);
PL
perl -Iusr/share/perl5 seen.pl
