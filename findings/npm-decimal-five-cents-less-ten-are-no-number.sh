#!/usr/bin/env bash
# npm decimal 0.0.2: five cents less ten are "0.-5", and what is owed below ten cents is no number.
#
# "Simple decimal arithmetic": sums that come out as one counts on paper, Decimal('1.1').add('2.2') being 3.3. A sum is worked out in whole
# units of the last place and the point is put in afterwards, with noughts before it where there are too few digits. The sign is counted
# as one of them: -5 with two places is "0.-5" instead of -0.05, and its number is NaN. Used in the next sum it counts for nothing:
# with a euro more it is 1.00, and the five cents are gone. So it is for all of -0.01 to -0.09, as what is left of 12.45 when 12.50
# were paid, and with three places for -0.001 to -0.099.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund decimal@0.0.2 >/dev/null
cat >seen.js <<'JS'
const Decimal = require("decimal");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
expect("1.1 and 2.2, its own example", Decimal("1.1").add("2.2"), "3.3");
expect("0.10 less 0.05", Decimal("0.10").sub("0.05"), "0.05");
expect("0.05 less 0.10", Decimal("0.05").sub("0.10"), "0.-5");
expect("as a number", Decimal("0.05").sub("0.10").toNumber(), NaN);
expect("and a euro more", Decimal("0.05").sub("0.10").add("1"), "1.00");
expect("12.45 less 12.50", Decimal("12.45").sub("12.50"), "0.-5");
expect("a tenth of -0.25", Decimal("-0.25").mul("0.1"), "0.-25");
expect("-0.05 and 0.01", Decimal("-0.05").add("0.01"), "0.-4");
let none = 0;
for (let cents = 1; cents <= 100; cents++) {
  if (Number.isNaN(Decimal("0").sub((cents / 100).toFixed(2)).toNumber())) none++;
}
expect("of -0.01 to -1.00, no numbers", none, 9);
JS
node seen.js
