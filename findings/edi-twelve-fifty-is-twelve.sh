#!/usr/bin/env bash
# npm edi 1.1.0: a price of 12,50 is 12, and what is left out makes the item's number the kind of change to the line.
#
# The package reads EDIFACT, element by element. An interchange may name its decimal mark at its beginning (UNA), and a comma is as
# good as a point (ISO 9735, service string advice and representation of numbers). toNumber() knows the point alone, whatever UNA
# says: three pieces at 12,50 make 37. An element that is left out keeps its place, since its separator stays (ISO 9735,
# omission of data elements); "return n'th element" counts only those that have a text. So the number of an item, the third element
# of LIN, is the second one as soon as there is no code for the kind of change, which is usual, and a buyer's name is where its
# address in free lines should be.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund edi@1.1.0 moment@2.30.1 twix@0.6.5 >/dev/null
cat >seen.js <<'JS'
const EDI = require("edi");
const expect = (what, seen, described) => {
  console.log(`${what}: ${JSON.stringify(seen)}`);
  if (JSON.stringify(seen) !== JSON.stringify(described)) throw new Error(`no longer as described: ${JSON.stringify(described)}`);
};
const invoice = (mark, change) =>
  new EDI(
    [
      `UNA:+${mark}? `,
      "UNB+UNOC:3+4012345000009:14+4012345000016:14+261115:0930+1",
      "UNH+1+INVOIC:D:96A:UN:EAN008",
      "BGM+380+R-1+9",
      "NAD+BY+4012345000016::9++EXAMPLE BUYER",
      `LIN+1+${change}+4012345000023:EN`,
      "QTY+47:3",
      `PRI+AAA:12${mark}50`,
      "UNS+S",
      `MOA+9:37${mark}50`,
      "UNT+10+1",
      "UNZ+1+1",
    ].join("'") + "'",
  );
const number = (mark, segment) => invoice(mark, "1").segment(segment).element(1).component(1).toNumber();
const text = (change, segment, element) => invoice(".", change).segment(segment).element(element).toString();
expect("12.50 and 37.50", [number(".", "PRI"), number(".", "MOA")], [12.5, 37.5]);
expect("12,50 and 37,50", [number(",", "PRI"), number(",", "MOA")], [12, 37]);
expect("a line added", [2, 3].map((place) => text("1", "LIN", place)), ["1", "4012345000023:EN"]);
expect("a line", [2, 3].map((place) => text("", "LIN", place)), ["4012345000023:EN", ""]);
expect("the buyer", [3, 4].map((place) => text("", "NAD", place)), ["EXAMPLE BUYER", ""]);
JS
node seen.js
