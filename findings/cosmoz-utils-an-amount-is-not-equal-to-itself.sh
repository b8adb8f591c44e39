#!/usr/bin/env bash
# npm @neovici/cosmoz-utils 6.20.2: what is left of 100.10 less 100.00 less 0.10 is not equal to 0.00, nor to itself.
#
# amountEquals says whether two amounts are equal "to the specified precision", two decimals; for this both are rounded by writing e2 behind
# them. What binary arithmetic leaves of such a subtraction, -5.7e-15, has an e of its own: -5.7e-15e2 is no number, and NaN is equal
# to nothing. So the very amounts for which one compares with a precision, those that should be nothing, are never equal, and a
# balance that is settled stays open. 0.1 + 0.2 and 0.3 are equal, as written without an e; below 0.000001 a number has one (ECMA-262,
# Number::toString).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @neovici/cosmoz-utils@6.20.2 >/dev/null
cat >seen.mjs <<'JS'
import { amountEquals, round } from "@neovici/cosmoz-utils/money";
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (!Object.is(seen, described)) throw new Error(`no longer as described: ${described}`);
};
const euros = (amount) => ({ amount, currency: "EUR" });
expect("0.1 + 0.2 and 0.3", amountEquals(euros(0.1 + 0.2), euros(0.3)), true);
const left = euros(100.1 - 100 - 0.1);
expect("left", left.amount.toFixed(2), "-0.00");
expect("left and 0", amountEquals(left, euros(0)), false);
expect("left and left", amountEquals(left, left), false);
expect("left, rounded", round(left.amount, 2), NaN);
expect("0.000001, rounded", round(0.000001, 2), 0);
expect("0.0000009, rounded", round(0.0000009, 2), NaN);
JS
node seen.mjs
