#!/usr/bin/env bash
# Perl's Business::Hours 0.13 (as packaged in Debian 12): in a span of three years the Christmas of the second one is worked.
#
# A holiday is given as MM-DD for each year, or as YYYY-MM-DD for one. Those of each year are taken out of the first and the last
# year of the span that is asked for, and of none between them: 2024 to 2026 have nine hours more than 2024, 2025 and 2026 have
# asked one by one, the nine of Thursday, 25 December 2025. A contract of five years loses three of its five Christmases. And an
# hour from nine to ten has 3601 seconds, of which between() counts both ends, so each span is a second longer than it is.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download libbusiness-hours-perl=0.13-2 libset-intspan-perl=1.19-3 >/dev/null 2>&1 ||
  { echo "this needs the package lists of Debian 12 (apt-get update)"; exit 1; }
for package in ./*.deb; do dpkg -x "$package" .; done
cat >seen.pl <<'PL'
use strict;
use warnings;
use Business::Hours;
use Time::Local;

sub expect {
    my ($what, $seen, $described) = @_;
    print "$what: $seen\n";
    $seen == $described or die "no longer as described: $described\n";
}

sub hours {
    my ($from, $until, @holidays) = @_;
    my $week = Business::Hours->new;
    $week->holidays(@holidays);
    my ($start, $end) = map { timelocal(0, 0, 0, 1, 0, $_) } $from, $until + 1;
    return $week->for_timespan(Start => $start, End => $end - 1)->cardinality / 3600;
}
expect("2025, without Christmas",         hours(2025, 2025), 9 * 261);
expect("2025",                            hours(2025, 2025, "12-25"), 9 * 260);
expect("2024, 2025 and 2026, one by one", hours(2024, 2024, "12-25") + hours(2025, 2025, "12-25") + hours(2026, 2026, "12-25"), 7029);
expect("2024 to 2026",                    hours(2024, 2026, "12-25"), 7038);
expect("2024 to 2026, each by its date",  hours(2024, 2026, "2024-12-25", "2025-12-25", "2026-12-25"), 7029);
my $nine = timelocal(0, 0, 9, 1, 11, 2025);
expect("an hour", Business::Hours->new->between($nine, $nine + 3600), 3601);
PL
TZ=UTC perl -Iusr/share/perl5 seen.pl
