#!/usr/bin/env bash
# npm is-isbn 1.1.0: 978-0-306-40615-7 is a valid number, and so is 978-0-306-40615-3: four books in five have two.
#
# "This npm package validates your 10-digit & 13-digit ISBN codes according to their check digits." The check digit of an ISBN-13 is what the
# weighted sum of the other twelve lacks to the next ten (ISBN Users' Manual, Check digit). The package takes that digit and also the last
# digit of the sum itself, so that 93 has 7 and 3; only where the sum ends with 0 or 5 is there one. A digit misread at the till or in
# a list of titles, which the check digit is there to find, goes through as another. Old ISBNs of ten digits are checked
# rightly, and npm simple-isbn 1.1.6 takes the right one alone.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund is-isbn@1.1.0 simple-isbn@1.1.6 >/dev/null
cat >seen.js <<'JS'
const { validate } = require("is-isbn");
const { isbn } = require("simple-isbn");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const digits = [..."0123456789"];
expect("9780306406157", validate("9780306406157"), true);
expect("9780306406153", validate("9780306406153"), true);
expect("9780306406153 by simple-isbn", isbn.isValidIsbn("9780306406153"), false);
expect("last digits of 978030640615", digits.filter((d) => validate("978030640615" + d)), "3,7");
let two = 0;
let wrong = 0;
for (let book = 0; book < 1000; book++) {
  const twelve = "978316" + String(book).padStart(6, "0");
  const taken = digits.filter((d) => validate(twelve + d));
  if (taken.length === 2) two++;
  wrong += taken.filter((d) => !isbn.isValidIsbn(twelve + d)).length;
}
expect("of a thousand books, with two numbers", two, 800);
expect("wrong numbers taken", wrong, 800);
expect("of 0-306-40615 with ten digits", digits.filter((d) => validate("030640615" + d)), "2");
JS
node seen.js
