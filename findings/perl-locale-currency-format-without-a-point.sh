#!/usr/bin/env bash
# Perl's Locale::Currency::Format 1.35 (as packaged in Debian 12): 12.50 Serbian dinars are written 1250 RSD, and 12.500 Tunisian ones 12500 TND.
#
# The module is there "to display monetary values in the formats recognized internationally and/or locally", from a table with
# the decimals, the mark of the thousands and the mark of the decimals of each currency. In ten rows both marks are empty and
# the decimals are not none: Albania's, Algeria's, Azerbaijan's, Barbados', Bhutan's, Cambodia's, Congo's, Iraq's, Serbia's and
# Tunisia's. The decimals then follow the whole part with nothing between, so that an invoice asks for a hundred or a thousand
# times its amount; without trailing noughts (FMT_NOZEROS) it is ten times for 12.5 and right for 12.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download liblocale-currency-format-perl=1.35-3 >/dev/null 2>&1 ||
  { echo "this needs the package lists of Debian 12 (apt-get update)"; exit 1; }
dpkg -x liblocale-currency-format-perl_*.deb .
cat >seen.pl <<'PL'
use strict;
use warnings;
use Locale::Currency::Format;

sub expect {
    my ($what, $seen, $described) = @_;
    print "$what: $seen\n";
    $seen eq $described or die "no longer as described: $described\n";
}

sub told { join ", ", map { currency_format($_->[0], $_->[1], $_->[2] // FMT_STANDARD) } @_ }

expect("euro, Kuwait's dinar", told(["EUR", 12.5], ["KWD", 12.5]), "12,50 EUR, 12.500 KWD");
expect("Serbia's, Tunisia's dinar", told(["RSD", 12.5], ["TND", 12.5]), "1250 RSD, 12500 TND");
expect("without noughts", told(["RSD", 12.5, FMT_NOZEROS], ["RSD", 12, FMT_NOZEROS]), "125 RSD, 12 RSD");
my @codes = grep { currency_name($_) } "AAA" .. "ZZZ";
expect("decimals and no mark", join(" ", grep { decimal_precision($_) && !decimal_separator($_) } @codes),
    "ALL AZN BBD BTN CDF DZD IQD KHR RSD TND");
PL
perl -Iusr/share/perl5 seen.pl
