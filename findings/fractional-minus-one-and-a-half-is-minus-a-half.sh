#!/usr/bin/env bash
# npm fractional 1.0.0: minus one and a half, which it writes as -1 1/2, it reads as minus a half.
#
# The package writes mixed numbers, 1 1/6 in its README, and its constructor takes them as text. Whole number and fraction are read
# by themselves and added, so that the sign of -1 1/2 is the whole number's alone: -1 and 1/2 are -1/2. All mixed numbers below
# nought come back as others when they are written and read again, as from a list of stock differences or of bond prices
# that fell: -2 3/4 becomes -1 1/4, and -1 1/32 a fall of 31/32. Without a whole number, -1/2 is right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund fractional@1.0.0 >/dev/null
cat >seen.js <<'JS'
const { Fraction } = require("fractional");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
expect("-3/2, written", new Fraction(-3, 2), "-1 1/2");
expect("-1 1/2, read", new Fraction("-1 1/2"), "-1/2");
expect("1 1/2, read", new Fraction("1 1/2"), "1 1/2");
expect("-1/2, read", new Fraction("-1/2"), "-1/2");
expect("-2 3/4, read", new Fraction("-2 3/4"), "-1 1/4");
expect("100 less 1 1/32", new Fraction(100).add(new Fraction("-1 1/32")), "99 1/32");
expect("100 less 33/32", new Fraction(100).add(new Fraction(-33, 32)), "98 31/32");
let other = 0;
for (let eighths = 1; eighths <= 80; eighths++) {
  const written = new Fraction(-eighths, 8).toString();
  if (!new Fraction(written).equals(new Fraction(-eighths, 8))) other++;
}
expect("of -1/8 to -80/8, other numbers when read again", other, 63);
JS
node seen.js
