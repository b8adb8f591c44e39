#!/usr/bin/env bash
# npm money-math 2.6.3: 0.1 and 0.2 less 0.3 are 5.55, as an amount, and a ten-millionth is ten.
#
# floatToAmount makes an amount of a number; "the fraction is rounded". What JavaScript writes with an exponent is asked for with a
# hundred significant digits, but toPrecision(100) has an exponent for such numbers as well. So the digits before the exponent are the
# amount: the rest that floats leave where nothing is, 0.1 + 0.2 - 0.3 or 5.55e-17, is 5.55, and so is a share of interest below a
# millionth. A balance that should be settled is billed. From 1e21 on, there is an exponent as well, but toPrecision has none there.
# toFixed(20) would do.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund money-math@2.6.3 >/dev/null
cat >seen.js <<'JS'
const { floatToAmount, add } = require("money-math");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
expect("0.1 + 0.2", floatToAmount(0.1 + 0.2), "0.30");
expect("0.1 + 0.2 - 0.3", floatToAmount(0.1 + 0.2 - 0.3), "5.55");
expect("0.000001", floatToAmount(0.000001), "0.00");
expect("0.0000001", floatToAmount(0.0000001), "10.00");
expect("100 - 99.99 - 0.01", floatToAmount(100 - 99.99 - 0.01), "5.12");
expect("that and a dollar", add(floatToAmount(0.1 + 0.2 - 0.3), "1.00"), "6.55");
expect("1e21", floatToAmount(1e21), "1000000000000000000000.00");
JS
node seen.js
