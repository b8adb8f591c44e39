#!/usr/bin/env bash
# npm java-decimal-format 1.0.0: 1234.565 is 1,234.56 and 0.8055 is 0.806; in Java they are 1,234.57 and 0.805.
#
# "A faithful implementation of Java's DecimalFormat class with exact behavior matching", half to even unless another mode is set. Since Java 8
# the class looks at the binary number itself: 0.8055 is 0.80549999... and is 0.805 (Oracle's JDK 8 compatibility guide, JDK-7131459, has
# this very number). The package looks at its shortest text, in which it is a tie. A browser and a server that print the same
# invoice so differ in a cent for 48 of a hundred prices that end in half a cent. What Java does is worked out below from all
# the digits of the binary number. In an exponent of three its "##0.##E0" has 1.23E4 for 12345, Java's documentation 12.3E3.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund java-decimal-format@1.0.0 >/dev/null
cat >seen.js <<'JS'
const { DecimalFormat } = require("java-decimal-format");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
const java = (number, places) => {
  const digits = number.toFixed(60); // exact for a binary number of this size
  const cut = digits.length - 60 + places;
  const rest = digits.slice(cut).padEnd(60, "0");
  const tie = `5${"0".repeat(rest.length - 1)}`;
  const kept = BigInt(digits.slice(0, cut).replace(".", ""));
  const up = rest > tie || (rest === tie && kept % 2n === 1n);
  return String(kept + (up ? 1n : 0n)).padStart(places + 1, "0").replace(new RegExp(`(.{${places}})$`), ".$1");
};
const cents = new DecimalFormat("0.00");
expect("0.8055", new DecimalFormat("0.000").format(0.8055), "0.806");
expect("0.8055 in Java", java(0.8055, 3), "0.805");
expect("1234.565", cents.format(1234.565), "1234.56");
expect("1234.565 in Java", java(1234.565, 2), "1234.57");
expect("0.125, a tie in binary too", `${cents.format(0.125)} ${java(0.125, 2)}`, "0.12 0.12");
let other = 0;
for (let thousandths = 5; thousandths < 200000; thousandths += 10)
  if (cents.format(thousandths / 1000) !== java(thousandths / 1000, 2)) other++;
expect("of 20000 prices that end in half a cent, not as in Java", other, 9600);
expect("12345 by ##0.##E0", new DecimalFormat("##0.##E0").format(12345), "1.23E4");
JS
node seen.js
