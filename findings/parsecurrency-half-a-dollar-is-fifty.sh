#!/usr/bin/env bash
# npm parsecurrency 1.1.1: ".50" is fifty dollars, and a loss of ($5.00) is a gain.
#
# The package finds value, sign and symbol in an amount as people type and banks print it, of "most world currency formats"; its
# readme names what it leaves out, three decimals among it. An amount below one without its zero, .50 or $.50, is none of that. Its
# point is taken for a part of the symbol, so it is 50, a hundred times as much, without null, which the package gives for
# what it cannot read. In the same way the bracket of ($5.00) and the minus of 5.00-, which mark a loss in statements, are
# symbols, and the amount is above zero.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund parsecurrency@1.1.1 >/dev/null
node -e '
  const parse = require("parsecurrency");
  const expect = (what, seen, described) => {
    console.log(`${what}: ${seen}`);
    if (seen !== described) throw new Error("no longer as described");
  };
  for (const [text, value, symbol] of [
    ["$0.50", 0.5, "$"],
    ["-$5.00", -5, "$"],
    [".50", 50, "."],
    ["$.50", 50, "$."],
    ["-.05", -5, "."],
    ["($5.00)", 5, "($"],
    ["5.00-", 5, "-"],
  ]) {
    expect(`value of ${text}`, parse(text).value, value);
    expect(`symbol of ${text}`, parse(text).symbol, symbol);
  }
  expect("what it cannot read, 1,2,3", parse("1,2,3"), null);
'
