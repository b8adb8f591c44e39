#!/usr/bin/env bash
# npm tafgeetjs 2.1.0: the README's own 556563.20 Sudanese pounds end in two piastres, where the README has twenty.
#
# A number is turned into text first, and 556563.20 is 556563.2 there. A fraction of one digit is taken as it stands: .2 is two
# piastres, .5 five halalas. A line that multiplies by ten is there, but only in the branch for two digits and more, where it never
# applies. So one fraction in eleven, in every currency with two decimals; as a text with two decimals, "556563.20",
# the same amount is right. The README's example has the words "and twenty piastres" (عشرون قرش) at its end.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund tafgeetjs@2.1.0 >/dev/null
cat >seen.js <<'JS'
const Tafgeet = require("tafgeetjs");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (!seen.endsWith(described)) throw new Error(`no longer as described: ${described}`);
};
const [two, five, twenty, fifty] = ["ٱثنين", "خمسة", "عشرون", "خمسون"];
expect("the README's number", new Tafgeet(556563.20, "SDG").parse(), ` و${two} قرش لا غير`);
expect("as a text", new Tafgeet("556563.20", "SDG").parse(), ` و${twenty} قرش لا غير`);
expect("12.5", new Tafgeet(12.5, "SAR").parse(), ` و${five} هللة لا غير`);
expect("12.05", new Tafgeet(12.05, "SAR").parse(), ` و${five} هللة لا غير`);
expect("12.50 as a text", new Tafgeet("12.50", "SAR").parse(), ` و${fifty} هللة لا غير`);
JS
node seen.js
