#!/usr/bin/env bash
# npm gtin 1.0.2: the article 012303000014 is compressed to 01230314, and that is 012100003034, another one.
#
# A UPC-A may be written as the short UPC-E in four cases. In the last the article is 00005 to 00009, and its last digit is the last of the
# short code (GS1 General Specifications, chapter on UPC-E; 0 to 4 stand there for the three other cases). upcE.compress takes any digit for it:
# the articles 00000 to 00004 of nine makers in ten, which have no short code, are given one that belongs to another maker, and upcE.expand
# reads it so. One in six even has the right check digit there. For what has no short code the README has null, and the package
# gives it elsewhere.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund gtin@1.0.2 >/dev/null
cat >seen.js <<'JS'
const { upcE, isValid } = require("gtin");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const checked = (eleven) => [..."0123456789"].map((digit) => eleven + digit).find((code) => isValid(code));
expect("an article without a short code", upcE.compress(checked("01234567890")), null);
expect("article 6 of maker 12345", upcE.expand(upcE.compress(checked("01234500006"))), checked("01234500006"));
const article = checked("01230300001");
expect("article 1 of maker 12303", article, "012303000014");
expect("its short code", upcE.compress(article), "01230314");
expect("read again", upcE.expand("01230314"), "012100003034");
expect("which is valid", isValid("012100003034"), true);
let [others, valid] = [0, 0];
for (let maker = 12300; maker < 12400; maker++)
  for (let last = 0; last < 5; last++) {
    const code = checked(`0${maker}0000${last}`);
    const again = upcE.expand(upcE.compress(code));
    if (again !== code) others++;
    if (again !== code && isValid(again)) valid++;
  }
expect("of five articles of a hundred makers, another", others, 450);
expect("of these valid", valid, 74);
JS
node seen.js
