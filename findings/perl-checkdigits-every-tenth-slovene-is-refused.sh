#!/usr/bin/env bash
# Perl's Algorithm::CheckDigits 1.3.6 (as packaged in Debian 12): a Slovenian tax number that ends in 1 has to end in 0.
#
# The check digit is 11 less the remainder by 11 of the weighted digits; 10 is written as 0, and a number that would need an 11 is not
# given out (the Commission's algorithms for VIES; python-stdnum 2.1). The module keeps the digits in a table, whose first two
# are changed over: where 1 is due it wants 0. So one valid number in ten is refused, all those that end in 1, and taken
# with a 0 instead, which belongs to nobody. And its algorithm for Dutch numbers is that of before 2020: the new numbers of sole
# traders, which end in a check by 97, are refused, but for one in a hundred.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download libalgorithm-checkdigits-perl=1.3.6-2 >/dev/null 2>&1 ||
  { echo "this needs the package lists of Debian 12 (apt-get update)"; exit 1; }
dpkg -x libalgorithm-checkdigits-perl_*.deb .
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check --no-deps python-stdnum==2.1
env/bin/python -c '
from stdnum.nl import btw
from stdnum.si import ddv
for number in range(10000000, 10110000):
    if ddv.is_valid(str(number)):
        print("vat_sl", number)
for number in range(100000000, 100001000):
    for end in range(2, 99):
        text = f"{number}B{end:02}"
        if btw.is_valid(text) and not btw.bsn.is_valid(str(number)):
            print("ustid_nl", text)
' >numbers
cat >seen.pl <<'PL'
use strict;
use warnings;
use Algorithm::CheckDigits;
local $SIG{__WARN__} = sub { };

sub expect {
    my ($what, $seen, $described) = @_;
    print "$what: $seen\n";
    $seen eq $described or die "no longer as described: $described\n";
}
my (%valid, %refused);
while (<STDIN>) {
    my ($kind, $number) = split;
    my $end = $kind eq "vat_sl" ? substr($number, 7) : "";
    CheckDigits($kind)->is_valid($number) ? ++$valid{"$kind$end"} : ++$refused{"$kind$end"};
}
my $told = sub { ($valid{ $_[0] } // 0) . " taken, " . ($refused{ $_[0] } // 0) . " refused" };
expect("Slovenian, ending in $_", $told->("vat_sl$_"), $_ == 1 ? "0 taken, 1000 refused" : "1000 taken, 0 refused") for 0 .. 9;
expect("the check digit of 1000001, which is 1", CheckDigits("vat_sl")->complete("1000001"), "10000010");
expect("Dutch sole traders", $told->("ustid_nl"), "9 taken, 900 refused");
PL
perl -Iusr/share/perl5 seen.pl <numbers
