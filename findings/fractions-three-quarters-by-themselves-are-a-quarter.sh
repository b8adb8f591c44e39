#!/usr/bin/env bash
# npm fractions 1.0.2: three quarters divided by three quarters are a quarter, and a third is another after it was added to a half.
#
# "More precise fractional math." Fraction.add, subtract, multiply and divide write their result into the first of the fractions that
# they are given: half and third are two variables, `sum = Fraction.add(half, third)` as in the README, and then half is 5/6, too, so
# that a table of rates or shares is spoilt by the first sum over it. divide reads the second fraction's numerator after it wrote the
# first one's: if both are the same object, d is divided by n * d, and each fraction by itself is one by its denominator instead of 1.
# The sign may be below, too, and then minus a half is not equal to minus a half. A new object for each result is what is missing.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund fractions@1.0.2 >/dev/null
cat >seen.js <<'JS'
const Fraction = require("fractions");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const half = new Fraction(1, 2);
const third = new Fraction(1, 3);
expect("a half and a third", Fraction.add(half, third), "5/6");
expect("the half", half, "5/6");
expect("the third", third, "1/3");
const share = new Fraction(3, 4);
expect("3/4 by another 3/4", Fraction.divide(new Fraction(3, 4), new Fraction(3, 4)), 1);
expect("3/4 by itself", Fraction.divide(share, share), "1/4");
const cents = new Fraction(19, 100);
expect("19/100 by itself", cents.divide(cents), "1/100");
expect("-1/2 is 1/-2", new Fraction(-1, 2).equals(new Fraction(1, -2)), false);
JS
node seen.js
