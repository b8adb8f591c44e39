#!/usr/bin/env bash
# npm number2text 1.1.0: a hundred times 1.15 are "One Hundred And Fourteen Dollar And One Hundred Cent".
#
# The whole part is rounded down and the fraction, by itself, to whole cents. From half a cent below a whole dollar on the fraction is a hundred
# cents, and no dollar is carried: 19.999 is nineteen dollars and a hundred cents, 0.996 nought and a hundred. It needs no
# third decimal: 1.15 * 100 is 114.99999999999999 in JavaScript. In rupees the same with paise. By arithmetic 115 and 20 dollars,
# as toFixed(2) has them.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund number2text@1.1.0 >/dev/null
cat >seen.js <<'JS'
const words = require("number2text");
const expect = (amount, kind, described) => {
  const seen = words(amount, kind, true).replace(/ +/g, " ");
  console.log(`${amount}, that is ${amount.toFixed(2)}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
expect(19.5, "English", "Nineteen Dollar And Fifty Cent only");
expect(19.99, "English", "Nineteen Dollar And Ninety-Nine Cent only");
expect(19.999, "English", "Nineteen Dollar And One Hundred Cent only");
expect(1.15 * 100, "English", "One Hundred And Fourteen Dollar And One Hundred Cent only");
expect(1.15 * 100, "Indian", "One Hundred And Fourteen Rupee And One Hundred Paise only");
JS
node seen.js
