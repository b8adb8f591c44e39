#!/usr/bin/env bash
# npm epc-tds 1.4.1: the service relation 0614141.0234567890 comes off its tag as 0614141.234567890, and 0000000042 as 42.
#
# The number of a relation (GSRN-96) has as many digits as the company prefix leaves, seventeen together, and GS1's Tag Data Standard pads it with noughts to that
# length in the URI. The package does so for articles, pallets, places and crates, and for the relation writes the bare number, in toTagURI as in toIdURI:
# one in ten differs, and compared as texts, which is what the URI is for, the card that was written is not the one that is read. toBarcode of the same tag is
# right. Places, crates and documents of a company with a prefix of twelve digits have no digit left for the reference; the standard leaves it empty,
# "952012345678..0", and the package takes it for no known scheme.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund epc-tds@1.4.1 >/dev/null
cat >seen.js <<'JS'
const { fromTagURI, valueOf } = require("epc-tds");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
const read = (uri) => valueOf(fromTagURI(uri).toHexString());
const relation = "urn:epc:tag:gsrn-96:0.0614141.";
expect("a relation", read(`${relation}1234567890`).toTagURI(), `${relation}1234567890`);
expect("with a nought in front", read(`${relation}0234567890`).toTagURI(), `${relation}234567890`);
expect("the forty-second", read(`${relation}0000000042`).toIdURI(), "urn:epc:id:gsrn:0614141.42");
expect("its bar code", read(`${relation}0000000042`).toBarcode(), "061414100000000427");
const pallet = "urn:epc:tag:sscc-96:0.0614141.0000000042";
expect("the forty-second pallet", read(pallet).toTagURI(), pallet);
const place = "urn:epc:tag:sgln-96:0.952012345678..0";
let told = "";
try { read(place); } catch (error) { told = error.message; }
expect("a place of a long prefix", told, `${place} is not a known EPC tag URI scheme`);
JS
node seen.js
