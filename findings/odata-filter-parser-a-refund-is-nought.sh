#!/usr/bin/env bash
# npm odata-filter-parser 0.6.5: a number below zero is 0, and a day is the number of its year.
#
# The package writes filters and reads them. What it writes for -1.5 is "Price eq -1.5", as OData has it, and what it reads
# there is 0: a list of credits above 10 (`Amount lt -10`) asks for everything below nought. A day of OData 4, 2026-11-15,
# is the number 2026. No error is raised, and positive numbers and texts are right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund odata-filter-parser@0.6.5 >/dev/null
cat >seen.js <<'JS'
const { Parser, Predicate } = require("odata-filter-parser");
const expect = (what, seen, described) => {
  console.log(`${what}: ${JSON.stringify(seen)}`);
  if (JSON.stringify(seen) !== JSON.stringify(described)) throw new Error(`no longer as described: ${JSON.stringify(described)}`);
};
const value = (filter) => Parser.parse(filter).value;
expect("written", new Predicate({ subject: "Price", operator: "eq", value: -1.5 }).serialize(), "(Price eq -1.5)");
expect("read", value("(Price eq -1.5)"), 0);
expect("positive", value("Price eq 1.5"), 1.5);
expect("credits", [value("Amount lt -10"), value("Amount le -0.01")], [0, 0]);
expect("beside another", Parser.parse("Amount eq -100 and Sku eq 'A'").subject.value, 0);
expect("a day", value("Posted ge 2026-11-15"), 2026);
JS
node seen.js
