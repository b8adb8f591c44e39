#!/usr/bin/env bash
# Tcllib 1.21 (math::decimal 1.0.4, as packaged in Debian 12): a refund of -12.00, rounded down to whole euros, is -13, and -0.10 to a tenth is -0.2.
#
# round_floor rounds to a number of decimal places "towards -Infinity". Below nought it cuts off the digits that are too many and takes one more
# without looking whether any of them was another than nought; so each exact amount is moved by a whole step: -12.00 to no places
# is -13, and -12.340 to two places is -12.35. Above nought it is right, and so are round_ceiling and round_up, which do
# look. Where the number of places is the amount's own, nothing is done. The floor of a whole number is the number, in Tcl's
# own floor() as well, and in the General Decimal Arithmetic, by which the package goes (ROUND_FLOOR).
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
proc expect {how amount places described} {
    set seen [math::decimal::tostr [math::decimal::round_$how [math::decimal::fromstr $amount] $places]]
    puts "$amount, $how to $places places: $seen"
    if {$seen ne $described} {error "no longer as described: $described"}
}
expect floor    12.00  0 12
expect floor   -12.50  0 -13
expect floor   -12.00  0 -13
expect ceiling -12.00  0 -12
expect up      -12.00  0 -12
expect floor   -12.340 2 -12.35
expect floor   -12.34  2 -12.34
expect floor   -0.10   1 -0.2
if {floor(-12.00) != -12} {error "Tcl's floor"}
TCL
LD_LIBRARY_PATH=$(echo "$PWD"/usr/lib/*-linux-gnu) TCL_LIBRARY=$PWD/usr/share/tcltk/tcl8.6 usr/bin/tclsh8.6 seen.tcl
