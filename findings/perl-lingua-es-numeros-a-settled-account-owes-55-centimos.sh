#!/usr/bin/env bash
# Perl's Lingua::ES::Numeros 0.09 (as packaged in Debian 12): an account that is settled reads "cero con 55 céntimos".
#
# real() writes an amount as a Spanish cheque has it, with two digits of cents. 0.10 and 0.20 less 0.30 leave
# 0.000000000000000055 in a float, which Perl writes 5.55111512312578e-17. The module reads such an exponent, as its manual says,
# and has no noughts to put before the digits where it is negative: 55 cents. 0.00001 is 10 cents, as the text 0.00001
# it is none. Below one the sign is lost: minus 0.75 is "cero con 75 céntimos", minus 1.75 keeps its minus. And of the
# hundreds that follow the gender of what is counted, five hundred does not: 200 pounds are doscientas, 500 quinientos, where
# the Academy's dictionary has quinientos, quinientas.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download liblingua-es-numeros-perl=0.09-3 >/dev/null 2>&1 ||
  { echo "this needs the package lists of Debian 12 (apt-get update)"; exit 1; }
dpkg -x liblingua-es-numeros-perl_*.deb .
cat >seen.pl <<'PL'
use strict;
use warnings;
use utf8;
use Lingua::ES::Numeros;
binmode STDOUT, ":utf8";
local $SIG{__WARN__} = sub { };

sub expect {
    my ($what, $seen, $described) = @_;
    print "$what: $seen\n";
    $seen eq $described or die "no longer as described: $described\n";
}
my $cheque = Lingua::ES::Numeros->new(FORMATO => "con %02d céntimos");
expect("1.05",               $cheque->real(1.05),              "uno con 05 céntimos");
expect("0.10 + 0.20 - 0.30", $cheque->real(0.10 + 0.20 - 0.30), "cero con 55 céntimos");
expect("0.00001",            $cheque->real(0.00001),           "cero con 10 céntimos");
expect("0.00001 as a text",  $cheque->real("0.00001"),         "cero con 00 céntimos");
expect("-1.75",              $cheque->real(-1.75),             "menos uno con 75 céntimos");
expect("-0.75",              $cheque->real(-0.75),             "cero con 75 céntimos");
my $pounds = Lingua::ES::Numeros->new(GENERO => "a");
expect("200, feminine", $pounds->cardinal(200), "doscientas");
expect("500, feminine", $pounds->cardinal(500), "quinientos");
PL
perl -Iusr/share/perl5 seen.pl
