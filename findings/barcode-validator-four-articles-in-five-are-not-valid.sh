#!/usr/bin/env bash
# npm @ericblade/barcode-validator 2.4.1: four European article numbers in five are "not valid", and a tenth of the wrong ones are.
#
# A GTIN's digits weigh 3, 1, 3, 1 from the one before the check digit to the left (GS1 General Specifications, 7.9). Here they weigh
# 1, 3, 1, 3 from there, so that of EAN-13, EAN-8 and GTIN-14 only those pass for which both ways come to the same. 4006381333931, the
# article number of Wikipedia's example, is refused, and a number whose check digit is that of the wrong weights is accepted. Of American
# UPC codes, whose weights are right, a number is valid by the one or by the other, so that a tenth of those with a mistyped digit pass.
# Books (ISBN-13) have weights of their own and are right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @ericblade/barcode-validator@2.4.1 >/dev/null
cat >seen.js <<'JS'
const validate = require("@ericblade/barcode-validator");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const checked = (digits) => {
  const sum = [...digits].reverse().reduce((total, digit, place) => total + digit * (place % 2 ? 1 : 3), 0);
  return digits + ((10 - (sum % 10)) % 10);
};
expect("check digit of 400638133393", checked("400638133393"), "4006381333931");
expect("4006381333931", validate("4006381333931").valid, false);
expect("a book", validate("9780306406157").valid, true);
const counted = (first, length) => {
  const counts = { right: 0, wrong: 0 };
  for (let number = 0; number < 1000; number++) {
    const code = checked(first + String(number * 7919).padStart(length - 1 - first.length, "0"));
    const mistyped = code.slice(0, -1) + ((Number(code.slice(-1)) + 1 + (number % 9)) % 10);
    if (!validate(code).valid) counts.right++;
    if (validate(mistyped).valid) counts.wrong++;
  }
  return `${counts.right} of 1000 right ones refused, ${counts.wrong} of 1000 wrong ones accepted`;
};
expect("EAN-13", counted("40", 13), "798 of 1000 right ones refused, 94 of 1000 wrong ones accepted");
expect("UPC", counted("7", 12), "0 of 1000 right ones refused, 84 of 1000 wrong ones accepted");
JS
node seen.js
