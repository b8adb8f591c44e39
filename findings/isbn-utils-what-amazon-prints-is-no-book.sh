#!/usr/bin/env bash
# npm isbn-utils 1.1.0: a book with the number 979-8-88645-174-0 has no ISBN, nor has any that is printed in America with the new prefix.
#
# "Javascript utilities to parse and normalize ISBNs." What parse gives back for a text that is none is null, and so it is for each number whose
# group is not in its table: 979-8, with which the United States began in 2020 and which books printed on demand bear, and 978-65 of
# Brazil, of 2017. Thirteen digits and the last of them right are a valid number, whatever the group (ISBN Users' Manual), and one
# that is only to be written without hyphens needs no group. A list of stock that is taken in with this package loses
# these titles as misprints. npm simple-isbn 1.1.6 finds all of them valid.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund isbn-utils@1.1.0 simple-isbn@1.1.6 >/dev/null
cat >seen.js <<'JS'
const { parse } = require("isbn-utils");
const { isbn } = require("simple-isbn");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const known = (number) => {
  const book = parse(number);
  return `${book ? book.asIsbn13(true) : null}, valid by the other: ${isbn.isValidIsbn(number)}`;
};
expect("978-0-306-40615-7", known("9780306406157"), "978-0-306-40615-7, valid by the other: true");
expect("979-10-90636-07-1, French", known("9791090636071"), "979-10-90636-07-1, valid by the other: true");
expect("979-8-88645-174-0, American", known("9798886451740"), "null, valid by the other: true");
expect("978-65-5532-001-5, Brazilian", known("9786555320015"), "null, valid by the other: true");
let refused = 0;
for (let book = 0; book < 1000; book++) {
  const twelve = "9798886" + String(book).padStart(5, "0");
  const number = twelve + isbn.calculateIsbn13Code(twelve);
  if (!isbn.isValidIsbn(number)) throw new Error("the other package refuses it");
  if (parse(number) === null) refused++;
}
expect("of a thousand with 979-8, refused", refused, 1000);
JS
node seen.js
