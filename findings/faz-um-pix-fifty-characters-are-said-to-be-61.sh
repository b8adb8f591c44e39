#!/usr/bin/env bash
# npm faz-um-pix 2.0.2: of a note of 61 characters fifty are written, and its length is said to be 61.
#
# Pix(key, name, city, amount, note) writes the text of a Pix code, in which each field is its number, its length and its text. A note of
# more than fifty characters is cut, but its length is taken before the cut. A reader that goes by the lengths
# (EMVCo's Merchant-Presented QR, as the Banco Central's manual has it) finds field 26 at its end in the middle of the note. The checksum is right
# and nothing is said. The manual bounds field 26 by 99 characters in all, and cuts no note. Up to fifty characters all agrees.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund faz-um-pix@2.0.2 >/dev/null
cat >seen.js <<'JS'
const { Pix } = require("faz-um-pix");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
const fields = (text) => {
  const found = {};
  for (let at = 0; at < text.length; ) {
    const length = Number(text.slice(at + 2, at + 4));
    const value = text.slice(at + 4, at + 4 + length);
    found[text.slice(at, at + 2)] = value.length === length ? value : `${value.length} of ${length}`;
    at += 4 + length;
  }
  return found;
};
(async () => {
  const note = "Pedido 1234567, entrega na segunda-feira pela manha, portao 2";
  const short = fields(await Pix("a@b.com", "LOJA", "RECIFE", "10.50", note.slice(0, 50)));
  expect("fifty characters", fields(short["26"])["02"], note.slice(0, 50));
  const long = fields(await Pix("a@b.com", "LOJA", "RECIFE", "10.50", note));
  expect("the amount", long["54"], "10.50");
  expect("the note of 61 characters", fields(long["26"])["02"], "50 of 61");
})();
JS
node seen.js
