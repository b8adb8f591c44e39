#!/usr/bin/env bash
# Perl's Algorithm::CheckDigits 1.3.6 (as packaged in Debian 12): one Spanish bank account in six gets 21 digits.
#
# A Spanish account (CCC) is bank, branch, two check digits and a number. Each check digit is 11 less the remainder by 11 of
# weighted digits, where 10 is written as 1 and 11 as 0, as the module's own manual says and python-stdnum 2.1 does. Here the
# 10 stays as it is: complete() then makes an account of 21 digits, and is_valid() refuses the right one of 20. That is one
# bank's branch in eleven with all its customers, and one account in eleven of the others.
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
from stdnum.es import ccc
for number in range(1100):
    bank, account = f"2053{number:04}", f"{number * number * 7919:010}"
    print(bank, account, ccc.calc_check_digits(bank + "00" + account))
' >accounts
cat >seen.pl <<'PL'
use strict;
use warnings;
use Algorithm::CheckDigits;

sub expect {
    my ($what, $seen, $described) = @_;
    print "$what: $seen\n";
    $seen eq $described or die "no longer as described: $described\n";
}
my $ccc = CheckDigits("ccc_es");
expect("completed", $ccc->complete("2053-0002 0000000002"), "2053-0002-210-0000000002");
expect("2053 0002 21 0000000002", $ccc->is_valid("20530002210000000002") ? "valid" : "not valid", "not valid");
my ($valid, $refused, $long) = (0, 0, 0);
while (<STDIN>) {
    my ($bank, $account, $digits) = split;
    $ccc->is_valid("$bank$digits$account") ? ++$valid : ++$refused;
    ++$long if ($ccc->complete("$bank $account") =~ tr/0-9//) > 20;
}
expect("valid",                $valid,   903);
expect("refused",              $refused, 197);
expect("of 21 digits or 22", $long,    197);
PL
perl -Iusr/share/perl5 seen.pl <accounts
