#!/usr/bin/env bash
# Perl's Spreadsheet::ParseExcel 0.6500 (as packaged in Debian 12): 1234.50 Swiss francs are "C12F .,..00", and as dollars "U018 .,..00".
#
# The module reads workbooks and gives each cell the text that Excel shows, by ExcelFmt(). [$CHF] in a format is the sign of a
# currency (ECMA-376, 18.8.31), and Excel itself writes such formats when one of its list of currencies is picked: CHF, SEK, DKK, USD. Where the
# sign has a letter that a format has a use for, H, S, D, M, Y or E, the whole format is taken for a clock or a power of ten, and of the
# amount a few digits are left. With EUR or a text in quotation marks all is well. The third part of a format, for nought, is written
# as 0. Half is rounded up with decimals, 0.125 is 0.13, but to the even one without: 1234.5 is 1,234 and 1235.5 is 1,236, where
# Excel shows 1,235 and 1,236. One thousand in powers of ten is 10.00E+02. (npm ssf 0.11.2 agrees with Excel on all of these.)
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download libspreadsheet-parseexcel-perl=0.6500-4~deb12u1 >/dev/null 2>&1 ||
  { echo "this needs the package lists of Debian 12 (apt-get update)"; exit 1; }
dpkg -x libspreadsheet-parseexcel-perl_*.deb .
cat >seen.pl <<'PL'
use strict;
use warnings;
use Spreadsheet::ParseExcel::Utility qw(ExcelFmt);

sub expect {
    my ($number, $format, $described) = @_;
    my $seen = ExcelFmt($format, $number, 0, "Numeric");
    print "$number as $format: $seen\n";
    $seen eq $described or die "no longer as described: $described\n";
}

$SIG{__WARN__} = sub { };
expect(1234.5, "[\$EUR] #,##0.00", "EUR 1,234.50");
expect(1234.5, "#,##0.00 \"CHF\"", "1,234.50 CHF");
expect(1234.5, "[\$CHF] #,##0.00", "C12F .,..00");
expect(1234.5, "#,##0.00 [\$CHF]", "1,23..5 C0F");
expect(1234.5, "[\$USD] #,##0.00", "U018 .,..00");
expect(1234.5, "#,##0.00 [\$SEK]", "1,23..5 0EK");
expect(0, "#,##0.00;-#,##0.00;\"nil\"", "0");
expect(0.125, "0.00", "0.13");
expect(1234.5, "#,##0", "1,234");
expect(1235.5, "#,##0", "1,236");
expect(1000, "0.00E+00", "10.00E+02");
PL
perl -Iusr/share/perl5 seen.pl
