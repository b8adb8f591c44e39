#!/usr/bin/env bash
# npm moneysafe 2.2.4: four tenths of a cent are more than four tenths of a cent, and seven and a half percent of a thousand are eighty.
#
# The README: "By default, all math operations automatically use arbitrary precision big numbers internally", and "$.of()" is
# "Not rounded". What an operation is given is read from its text, though, and the text of an amount is rounded to the cent, while
# the amount on the left keeps all its digits. So a + b is not b + a: whatever stands on the right loses its mills.
# An amount with mills is greater or less than itself, three thirds of a hundred are 99.99 when added and 100.00 when
# multiplied, add() of a list depends on the order, and multiply(), which takes money only, multiplies by a rate that was rounded. A price
# of 0.004 cannot be divided by. For a sum and for an order commutativity and irreflexivity are what everyone takes for granted.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund moneysafe@2.2.4 bignumber.js@9.1.2 >/dev/null
cat >seen.js <<'JS'
const { $, add, multiply, divide, gt, lt, lte } = require("moneysafe");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
expect("0.004 and 1", add($("0.004"), $("1")).toNumber(), 1.004);
expect("1 and 0.004", add($("1"), $("0.004")).toNumber(), 1);
const unit = $("0.004");
expect("is an amount greater than itself", gt(unit, unit), true);
expect("is it at most itself", lte(unit, unit), false);
expect("is 0.006 less than itself", lt($("0.006"), $("0.006")), true);
const third = $("100").div("3");
expect("three thirds added", add(third, third, third).toString(), "99.99");
expect("three thirds multiplied", third.times("3").toString(), "100.00");
expect("7.5 % of 1000", multiply($("1000"), $("0.075")).toString(), "80.00");
expect("1000 times 7.5 %", multiply($("0.075"), $("1000")).toString(), "75.00");
expect("by a text", $("1000").times("0.075").toString(), "75.00");
expect("how many at 0.004 for 1", divide($("1"), unit).toNumber(), Infinity);
expect("of lists", [add($("0.004"), $("0.004"), $("0.004")).toString(), add($("0.012")).toString()].join(" "), "0.00 0.01");
JS
node seen.js
