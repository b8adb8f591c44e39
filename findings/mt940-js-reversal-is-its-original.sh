#!/usr/bin/env bash
# npm mt940-js 1.0.0: the reversal of a credit looks like the credit itself, down to its id.
#
# Field 61 marks a payment that came back with RC, where the payment had C. The parser keeps neither the R nor a sign:
# both are credits of the same amount with the same id (a hash of what was kept). Who sums them counts the money twice,
# and who drops entries by id, to be safe, never sees that it went back. (The package needs tslib and does not say so.)
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund mt940-js@1.0.0 tslib@2.8.1 >/dev/null
cat >seen.js <<'JS'
const { read } = require("mt940-js");
function expect(what, seen, as) {
  console.log(what + ": " + JSON.stringify(seen));
  if (JSON.stringify(seen) !== JSON.stringify(as)) {
    console.log("no longer as described: " + JSON.stringify(as));
    process.exitCode = 1;
  }
}

const entry = async (mark) => {
  const text = [":20:STATEMENT", ":25:12345678/0000123456", ":28C:1/1", ":60F:C261101EUR100,00",
    ":61:2611151115" + mark + "10,00NTRFNONREF", ":86:payout", ":62F:C261130EUR100,00", "-", ""].join("\r\n");
  return (await read(Buffer.from(text)))[0].transactions[0];
};
(async () => {
  const [paid, back] = [await entry("C"), await entry("RC")];
  expect("C", [paid.isCredit, paid.amount], [true, 10]);
  expect("RC", [back.isCredit, back.amount], [true, 10]);
  expect("same id", paid.id === back.id, true);
})();
JS
node seen.js
