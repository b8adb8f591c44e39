#!/usr/bin/env bash
# npm splitwise-js-map 1.0.3: two people who are even pay each other 300, where they are known by numbers.
#
# The balances are kept in a Map. Who paid is a value, and with the numbers of a table of users a number; for whom is a key of an object,
# and in JavaScript always a text. 1 and "1" are two people to a Map: the one has paid everything, the other owes everything. What was
# paid for oneself, a share of every common bill, is a debt to oneself, so a dinner of 90 for three asks 30 of the one who paid it.
# With letters, as in the README, or the same numbers as texts it is right. Where all is even, a payment of 0 is asked for all the same.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund splitwise-js-map@1.0.3 >/dev/null
cat >seen.js <<'JS'
const settle = require("splitwise-js-map");
const expect = (what, seen, described) => {
  console.log(`${what}: ${JSON.stringify(seen)}`);
  if (JSON.stringify(seen) !== JSON.stringify(described)) throw new Error(`no longer as described: ${JSON.stringify(described)}`);
};
const even = (one, two) => settle([{ paidBy: one, paidFor: { [two]: 300 } }, { paidBy: two, paidFor: { [one]: 300 } }]);
const dinner = (who) => settle([{ paidBy: who, paidFor: { 1: 30, 2: 30, 3: 30 } }]);
expect("even, by numbers", even(1, 2), [["2", 1, 300], ["1", 2, 300]]);
expect("even, by texts", even("1", "2"), [["2", "1", 0]]);
expect("a dinner, by numbers", dinner(1), [["1", 1, 30], ["2", 1, 30], ["3", 1, 30]]);
expect("a dinner, by texts", dinner("1"), [["2", "1", 30], ["3", "1", 30]]);
JS
node seen.js
