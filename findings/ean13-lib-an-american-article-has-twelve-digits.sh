#!/usr/bin/env bash
# npm ean13-lib 0.0.5: the article 012345678901 with its check digit is 123456789012, of twelve digits, which it says itself is none.
#
# generate "returns the input with the calculated check digit as the 13th digit", and makes a number of the text for it: the noughts in front are gone. These
# are the articles of the United States and Canada whose twelve digits have a nought in front as an EAN (GS1 prefixes 000 to 019 and 030 to
# 099), and all codes for use within a shop from 020 to 029. The check digit itself is right; the package's validate asks for thirteen digits and refuses what
# generate made. 0123456789012 is taken.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund ean13-lib@0.0.5 >/dev/null
cat >seen.js <<'JS'
const { Ean13Utils } = require("ean13-lib");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
const made = (twelve) => String(Ean13Utils.generate(twelve));
expect("the README's", made("262192200517"), "2621922005171");
expect("with a nought in front", made("012345678901"), "123456789012");
expect("valid", Ean13Utils.validate(made("012345678901")), false);
expect("valid with its nought", Ean13Utils.validate(`0${made("012345678901")}`), true);
expect("with two noughts in front", made("001234567890"), "12345678905");
JS
node seen.js
