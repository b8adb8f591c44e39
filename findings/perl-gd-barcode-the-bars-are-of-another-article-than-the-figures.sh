#!/usr/bin/env bash
# Perl's GD::Barcode 1.15 (as packaged in Debian 12): the UPC-E code 1 123456 2 is printed in figures, and its bars say 0 123456 2, which is none.
#
# In a UPC-E only six digits have bars of their own. Which of them are printed odd and which even tells the check digit and, by the
# one pattern or its opposite, whether the number system is 0 or 1 (ISO/IEC 15420). GD::Barcode::UPCE takes a code of 7 digits, adds
# the check digit that belongs to it, of the number system too, and looks up the pattern by the check digit alone. So with 1 in
# front the bars are those of 0 with a check digit that is another's: a scanner refuses the label whose figures are right, and where
# it does not check it sells another article. Each of the ten check digits is concerned, and so is any digit from 2 to 9 in front,
# which no UPC-E has and which is taken. An EAN of thirteen digits with a wrong check digit is printed as it is. GD itself, which
# draws, is stood in for, as nothing is drawn here.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download libgd-barcode-perl=1.15-8 >/dev/null 2>&1 ||
  { echo "this needs the package lists of Debian 12 (apt-get update)"; exit 1; }
dpkg -x libgd-barcode-perl_*.deb .
cat >seen.pl <<'PL'
use strict;
use warnings;
BEGIN { $INC{"GD.pm"} = "nothing is drawn" }
use GD::Barcode;

sub expect {
    my ($what, $seen, $described) = @_;
    print "$what: $seen\n";
    $seen eq $described or die "no longer as described: $described\n";
}
my @odd = qw(0001101 0011001 0010011 0111101 0100011 0110001 0101111 0111011 0110111 0001011);
my @even = map { my $turned = reverse $_; $turned =~ tr/01/10/; $turned } @odd;
my @patterns = qw(EEEOOO EEOEOO EEOOEO EEOOOE EOEEOO EOOEEO EOOOEE EOEOEO EOEOOE EOOEOE);

sub scanned {    # number system, six digits and check digit of the bars
    my ($bars) = @_;
    $bars =~ tr/G/1/;
    my ($digits, $pattern) = ("", "");
    for my $place (0 .. 5) {
        my $bar = substr $bars, 3 + 7 * $place, 7;
        for my $digit (0 .. 9) {
            ($digits, $pattern) = ($digits . $digit, $pattern . "O") if $bar eq $odd[$digit];
            ($digits, $pattern) = ($digits . $digit, $pattern . "E") if $bar eq $even[$digit];
        }
    }
    (my $opposite = $pattern) =~ tr/EO/OE/;
    for my $check (0 .. 9) {
        return "0$digits$check" if $pattern eq $patterns[$check];
        return "1$digits$check" if $opposite eq $patterns[$check];
    }
    return "unknown";
}
for my $case (["0123456", "01234565", "01234565"], ["1123456", "11234562", "01234562"], ["5123456", "51234560", "01234560"]) {
    my ($given, $figures, $bars) = @$case;
    my $code = GD::Barcode->new("UPCE", $given);
    expect("$given in figures", $code->{text}, $figures);
    expect("$given in bars", scanned($code->barcode), $bars);
}
my ($right, $wrong) = (0, 0);
for my $number (0 .. 999) {
    for my $system (0, 1) {
        my $code = GD::Barcode->new("UPCE", sprintf "%d%03d456", $system, $number);
        scanned($code->barcode) eq $code->{text} ? $right++ : $wrong++;
    }
}
expect("of a thousand with 0 and a thousand with 1, bars as the figures", $right, 1000);
expect("and otherwise", $wrong, 1000);
expect("a wrong check digit in an EAN", GD::Barcode->new("EAN13", "4006381333932")->{text}, "4006381333932");
PL
perl -Iusr/share/perl5 seen.pl
