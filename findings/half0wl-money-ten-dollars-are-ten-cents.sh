#!/usr/bin/env bash
# npm @half0wl/money 1.0.2: of a price list from 19.99 to 20.01 the middle one is 20 cents.
#
# fromString() takes whole numbers as cents and a "floating-point string" as dollars: the README's own example makes 10.00
# dollars of "10.00", with 1000 cents. The text is turned into a number first, and "10.00" is then 10, as whole as "10": ten
# cents. Every amount without cents is a hundredth of itself, between neighbours that are right, so a column of a price list
# or of a bank's file read in this way loses 99 in a hundred of its round amounts. A comma ends the number: "1,250.50" is a
# cent. And the README's fromFloat("USD", 15.00), which is to be 15 dollars, is an error, since to JavaScript 15.00 is no
# fraction.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @half0wl/money@1.0.2 >/dev/null
cat >seen.js <<'JS'
const { Money } = require("@half0wl/money");
const expect = (what, seen, described) => {
  console.log(`${what}: ${JSON.stringify(seen)}`);
  if (JSON.stringify(seen) !== JSON.stringify(described)) throw new Error(`no longer as described: ${JSON.stringify(described)}`);
};
const cents = (text) => Money.fromString("USD", text).getAmount();
expect("a price list", ["19.99", "20.00", "20.01"].map(cents), [1999, 20, 2001]);
expect("the README's ten dollars", cents("10.00"), 10);
expect("the README's twenty dollars in cents", cents("2000"), 2000);
expect("refunds", ["-5.25", "-5.00"].map(cents), [-525, -5]);
expect("with a comma", cents("1,250.50"), 1);
let refused;
try {
  refused = Money.fromFloat("USD", 15.0).getAmount();
} catch (error) {
  refused = error.name;
}
expect("the README's fifteen dollars", refused, "TypeError");
JS
node seen.js
