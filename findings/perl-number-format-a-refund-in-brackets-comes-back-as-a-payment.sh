#!/usr/bin/env bash
# Perl's Number::Format 1.75 (as packaged in Debian 12): a refund is written (USD 1,234.50) and read back as 1234.50.
#
# format_price() puts the sign of a negative amount where the currency's N_SIGN_POSN says (brackets are 0, and 2 is the sign at the end,
# as in C's localeconv, from which it takes them if they are not given). unformat_number() "converts a string as returned by
# format_number(), format_price(), or format_picture()" to its number, and it looks for a sign before the first digit and for NEG_FORMAT,
# which is only for numbers without a currency. So two of the five ways of writing a negative price lose their sign on the way back, and a
# list of prices sums up as if nothing had been refunded. With the same brackets in NEG_FORMAT format_number() comes back as it was. A
# refund of a tenth of a cent is -USD 0.00, and 2.135 is rounded to 2.13 while 2.675 is 2.68: what is added for the float's sake is too
# little for 1,136 of the 20,000 half cents below 200.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download libnumber-format-perl=1.75-3 >/dev/null 2>&1 ||
  { echo "this needs the package lists of Debian 12 (apt-get update)"; exit 1; }
dpkg -x libnumber-format-perl_*.deb .
cat >seen.pl <<'PL'
use strict;
use warnings;
use Number::Format;

sub expect {
    my ($what, $seen, $described) = @_;
    print "$what: $seen\n";
    $seen eq $described or die "no longer as described: $described\n";
}
sub format_with {
    return Number::Format->new(-thousands_sep => ",", -decimal_point => ".", -mon_thousands_sep => ",", -mon_decimal_point => ".",
        -int_curr_symbol => "USD", @_);
}
my %way = (0 => ["(USD 1,234.50)", 1234.5], 1 => ["-USD 1,234.50", -1234.5], 2 => ["USD 1,234.50-", 1234.5],
    3 => ["-USD 1,234.50", -1234.5], 4 => ["USD- 1,234.50", -1234.5]);
for my $place (sort keys %way) {
    my $format = format_with(-n_sign_posn => $place);
    my $price = $format->format_price(-1234.5, 2);
    expect("the sign at $place", $price, $way{$place}[0]);
    expect("read back", $format->unformat_number($price), $way{$place}[1]);
}
my $brackets = format_with(-neg_format => "(x)");
expect("a number in brackets, there and back", $brackets->unformat_number($brackets->format_number(-1234.5, 2, 1)), -1234.5);
expect("a tenth of a cent", format_with()->format_price(-0.001, 2), "-USD 0.00");
expect("2.135 and 2.675", join(" ", map { format_with()->round($_, 2) } 2.135, 2.675), "2.13 2.68");
PL
LC_ALL=C perl -Iusr/share/perl5 seen.pl
