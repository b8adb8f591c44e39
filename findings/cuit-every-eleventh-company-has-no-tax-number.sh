#!/usr/bin/env bash
# npm cuit 1.2.0: the tax number that it makes for a company is none in one of eleven cases, by its own check.
#
# guess makes the Argentine CUIT of a man, a woman or a company from eight digits: a prefix, the digits, and a check digit of modulus 11.
# Where the check digit would be 10 the prefix changes: a man's 20 becomes 23 and the digit 9, a woman's 27 becomes 23 and 4, a
# company's 30 becomes 33 and 9. The last of these is missing, and the rest of the sum, 1, is given as the digit. 100 of 1100 companies get
# such a number; the same package's is refuses each of them, and takes it with 33 and 9. With 3 more in front, times 4, the sum
# is 12 higher, 2 more than a multiple of eleven, and 11 less 2 is 9.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund cuit@1.2.0 >/dev/null
cat >seen.js <<'JS'
const { guess, is } = require("cuit");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
const numbers = Array.from({ length: 1100 }, (_, at) => String(50000000 + at));
const refused = (type) => numbers.map((digits) => guess(digits, type)).filter((cuit) => !is(cuit));
expect("men refused", refused("M").length, 0);
expect("women refused", refused("F").length, 0);
const companies = refused("E");
expect("companies refused", companies.length, 100);
expect("the first of them", `${companies[0]} ${is(companies[0])}`, "30500000021 false");
expect("with 33 and 9", is("33500000029"), true);
expect("of a hundred, right with 33 and 9", companies.filter((cuit) => is(`33${cuit.slice(2, 10)}9`)).length, 100);
JS
node seen.js
