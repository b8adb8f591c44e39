#!/usr/bin/env bash
# npm @centrapay/swift-parser 1.0.1: a bank statement in dinars loses its thousandths, and then does not add up.
#
# MT940 gives an amount as many decimals as its currency has (SWIFT's format 15d), which are three for the dinar of Kuwait
# and six more currencies (ISO 4217). Every amount is rounded to two on its way in: 1.239 is 1.24. The parser can check
# that the lines make up the difference of the balances, and turns a right statement away with two lines of 1.005, because
# 1.01 and 1.01 are not the 2.01 between its rounded balances. Where it does not check, a line is off by up to five fils.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @centrapay/swift-parser@1.0.1 >/dev/null
cat >seen.js <<'JS'
const { parse } = require("@centrapay/swift-parser");
function expect(what, seen, as) {
  console.log(what + ": " + JSON.stringify(seen));
  if (JSON.stringify(seen) !== JSON.stringify(as)) {
    console.log("no longer as described: " + JSON.stringify(as));
    process.exitCode = 1;
  }
}

const statement = (currency, opening, lines, closing) =>
  [":20:STATEMENT", ":25:12345678/0000123456", ":28C:1/1", `:60F:C261101${currency}${opening}`,
    ...lines.flatMap((amount) => [`:61:261115C${amount}NTRFNONREF`, ":86:payout"]),
    `:62F:C261130${currency}${closing}`, "-", ""].join("\r\n");
function read(...parts) {
  try {
    const [one] = parse({ type: "mt940", validate: true, data: statement(...parts) });
    return [String(one.openingBalance), ...one.transactions.map((line) => String(line.amount)), String(one.closingBalance)];
  } catch (error) {
    return error.message;
  }
}
expect("euros", read("EUR", "5,00", ["1,01", "1,01"], "7,02"), ["5", "1.01", "1.01", "7.02"]);
expect("dinars, one line", read("KWD", "5,000", ["1,239"], "6,239"), ["5", "1.24", "6.24"]);
expect("dinars, two lines", read("KWD", "5,000", ["1,005", "1,005"], "7,010"),
  "Sum of lines (2.02) != turnover (2.01) in group 1");
JS
node seen.js
