#!/usr/bin/env bash
# Perl's Business::Tax::VAT::Validation 1.23 (as packaged in Debian 12): BE123456789 of its manual is malformed, and BE 0411.905.847 of an invoice too.
#
# local_check() says by the form alone whether a VAT number can be one, and check() asks the European Commission's register only for those.
# "You may either provide the VAT number under its complete form (e.g. BE-123456789, BE123456789)", says its manual, and takes
# neither: a Belgian number has to have ten digits and to begin with 0. The numbers from 1000.000.000 on, which Belgium gives out by now,
# are refused with them. Dots and dashes are made blanks, so that numbers can be given as they are printed, and then blanks are
# refused, except in Denmark, France, the United Kingdom and Northern Ireland: BE 0411.905.847, as Belgian law prints it, and
# DE 136 695 976 are "Invalid VAT number format", and without the dots and blanks they are not. So is each number in small letters, for
# which there is an "Unknown MS code". The modules for the network, which local_check() does not use, are stood in for here.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download libbusiness-tax-vat-validation-perl=1.23-1 >/dev/null 2>&1 ||
  { echo "this needs the package lists of Debian 12 (apt-get update)"; exit 1; }
dpkg -x libbusiness-tax-vat-validation-perl_*.deb .
cat >seen.pl <<'PL'
use strict;
use warnings;

BEGIN {
    for my $module ("HTTP/Request/Common.pm", "LWP/UserAgent.pm", "JSON.pm") { $INC{$module} = "not used by local_check()" }
    no strict "refs";
    *{"HTTP::Request::Common::import"} = sub { *{"Business::Tax::VAT::Validation::POST"} = sub { die } };
    *{"JSON::import"} = sub { *{"Business::Tax::VAT::Validation::decode_json"} = sub { die } };
}
use Business::Tax::VAT::Validation;

sub expect {
    my ($what, $seen, $described) = @_;
    print "$what: $seen\n";
    $seen eq $described or die "no longer as described: $described\n";
}
my $check = Business::Tax::VAT::Validation->new;
sub told { my ($number) = @_; return $check->local_check($number) ? "valid" : $check->get_last_error }

my $malformed = "Invalid VAT number format";
for my $number (qw(BE-123456789 BE123456789)) { expect("$number of the manual", told($number), $malformed) }
my $digits = "0411905847";
expect("the check digits of BE$digits", 97 - substr($digits, 0, 8) % 97, "47");
expect("BE$digits", told("BE$digits"), "valid");
expect("BE 0411.905.847", told("BE 0411.905.847"), $malformed);
my $new = "10002345";
my $company = sprintf("BE%s%02d", $new, 97 - $new % 97);
expect("$company, one of the new numbers", told($company), $malformed);
expect("DE136695976", told("DE136695976"), "valid");
expect("DE 136 695 976", told("DE 136 695 976"), $malformed);
expect("FR 40 303265045", told("FR 40 303265045"), "valid");
expect("de136695976", told("de136695976"), "Unknown MS code");
PL
perl -Iusr/share/perl5 seen.pl
