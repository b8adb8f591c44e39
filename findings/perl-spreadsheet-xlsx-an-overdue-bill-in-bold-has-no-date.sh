#!/usr/bin/env bash
# Perl's Spreadsheet::XLSX 0.17 (as packaged in Debian 12): with one bill in bold, all due dates are numbers, and 12.345 dinars are 12.35.
#
# A date in a workbook is a number whose style has a date's format. The module goes through the styles and looks up each one's format;
# a text that equals the one found just before is taken for a lookup that found nothing, and the format is then emptied, also for the
# style that had it. Two styles in a row with one format of the file's own are therefore both without: here plain and bold cells with
# dd.mm.yyyy. Each date of the sheet is then 46355 and "Numeric"; where it is shown, every number has two decimals. One more style
# between the two, or none in bold, and all is right. Excel writes such styles side by side as soon as a cell with a format is made
# bold, and so does Excel::Writer::XLSX. The manual says that many of Excel's quirks are supported and not all, and nothing of this.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download libspreadsheet-xlsx-perl=0.17-1 libspreadsheet-parseexcel-perl=0.6500-4~deb12u1 libole-storage-lite-perl=0.20-2 \
  libarchive-zip-perl=1.68-1 libexcel-writer-xlsx-perl=1.10-1 libcrypt-rc4-perl=2.02-5 libdigest-perl-md5-perl=1.9-5 >/dev/null 2>&1 ||
  { echo "this needs the package lists of Debian 12 (apt-get update)"; exit 1; }
for package in ./*.deb; do dpkg -x "$package" .; done
cat >seen.pl <<'PL'
use strict;
use warnings;
use Excel::Writer::XLSX;
use Spreadsheet::XLSX;

sub expect {
    my ($what, $number, $styles, $described) = @_;
    my $book = Excel::Writer::XLSX->new("bills.xlsx");
    my $sheet = $book->add_worksheet;
    my $row = 0;
    $sheet->write_number($row++, 0, $number, $book->add_format(@$_)) for @$styles;
    $book->close;
    my $cells = Spreadsheet::XLSX->new("bills.xlsx")->{Worksheet}[0]{Cells};
    my $seen = join ", ", map { "$_->[0]{Type} " . $_->[0]->value } @$cells;
    print "$what: $seen\n";
    $seen eq $described or die "no longer as described: $described\n";
}
my @due = (num_format => "dd.mm.yyyy");
expect("one bill",              46355,  [\@due],                      "Date 29.11.2026");
expect("and one in bold",       46355,  [\@due, [@due, bold => 1]],   "Numeric 46355, Numeric 46355");
expect("with a percentage between them", 46355, [\@due, [num_format => "0.0%"], [@due, bold => 1]],
    "Date 29.11.2026, Numeric 4635500.0%, Date 29.11.2026");
my @dinars = (num_format => "0.000");
expect("dinars",                12.345, [\@dinars],                   "Numeric 12.345");
expect("and a sum in bold",     12.345, [\@dinars, [@dinars, bold => 1]], "Numeric 12.35, Numeric 12.35");
PL
perl -Iusr/share/perl5 seen.pl
