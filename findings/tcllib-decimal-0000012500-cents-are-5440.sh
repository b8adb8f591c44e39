#!/usr/bin/env bash
# Tcllib 1.21 (math::decimal 1.0.4, as packaged in Debian 12): 0000012500 cents of a payment file are 54.40, and 0000000890 are an error.
#
# Payment files (NACHA, Bacs, DTAUS) have amounts of a fixed width, filled with noughts from the left. fromstr reads a decimal
# number's text; where it has a point, the leading noughts are taken off ("to avoid some octal issues", as a comment says), and
# where it has none they stay. Tcl's arithmetic then takes the digits for octal ones: 12500 of them are 5440. It
# is silent as long as no digit is 8 or 9, for one amount of eight digits in six; else it is an error. "0012500.00" is right, and so is
# what is only read and written again. The package's manual has fromstr convert a string to the decimal it stands for, and the
# General Decimal Arithmetic, which it follows, lets leading noughts have no effect on the value.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download tcllib=1.21+dfsg-1 tcl8.6=8.6.13+dfsg-2 libtcl8.6=8.6.13+dfsg-2 >/dev/null 2>&1 ||
  { echo "this needs the package lists of Debian 12 (apt-get update)"; exit 1; }
for package in ./*.deb; do dpkg -x "$package" .; done
cat >seen.tcl <<'TCL'
lappend auto_path usr/share/tcltk
package require -exact math::decimal 1.0.4
namespace eval seen {
    namespace import ::math::decimal::fromstr ::math::decimal::tostr ::math::decimal::multiply ::math::decimal::add
}
proc expect {what seen described} {
    puts "$what: $seen"
    if {$seen ne $described} {error "no longer as described: $described"}
}
proc euros {cents} {
    if {[catch {seen::tostr [seen::multiply [seen::fromstr $cents] [seen::fromstr 0.01]]} euros]} {return "an error"}
    return $euros
}
foreach {cents described} {12500 125.00 0000012500 54.40 0012500.0 125.000 0000000890 {an error}} {
    expect $cents [euros $cents] $described
}
set sum [seen::fromstr 0]
foreach cents {00010000 00002500} {set sum [seen::add $sum [seen::fromstr $cents]]}
expect "00010000 and 00002500" [seen::tostr $sum] 5440
TCL
LD_LIBRARY_PATH=$(echo "$PWD"/usr/lib/*-linux-gnu) TCL_LIBRARY=$PWD/usr/share/tcltk/tcl8.6 usr/bin/tclsh8.6 seen.tcl
