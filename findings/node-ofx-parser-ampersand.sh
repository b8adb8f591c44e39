#!/usr/bin/env bash
# npm node-ofx-parser 0.5.1: an ampersand of a payer's name comes out escaped three times over.
#
# OFX writes it as &amp;, as SGML wants. "LANE &amp; CO" is read as "LANE &amp;amp;amp; CO", so that a payout is never
# found by the name of who sent it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund node-ofx-parser@0.5.1 >/dev/null
cat >seen.js <<'JS'
const { parse } = require("node-ofx-parser");
function expect(what, seen, as) {
  console.log(what + ": " + JSON.stringify(seen));
  if (JSON.stringify(seen) !== JSON.stringify(as)) {
    console.log("no longer as described: " + JSON.stringify(as));
    process.exitCode = 1;
  }
}

const text = [
  "OFXHEADER:100", "DATA:OFXSGML", "VERSION:102", "SECURITY:NONE", "ENCODING:USASCII", "CHARSET:1252",
  "COMPRESSION:NONE", "OLDFILEUID:NONE", "NEWFILEUID:NONE", "",
  "<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><BANKTRANLIST><STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261115<TRNAMT>10.00",
  "<FITID>1<NAME>LANE &amp; CO</STMTTRN></BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>", "",
].join("\n");
const entry = parse(text).OFX.BANKMSGSRSV1.STMTTRNRS.STMTRS.BANKTRANLIST.STMTTRN;
expect("amount", entry.TRNAMT, "10.00");
expect("name", entry.NAME, "LANE &amp;amp;amp; CO");
JS
node seen.js
