#!/usr/bin/env bash
# npm aba-generator 2.1.0: wages for 20 November 2026 are dated 1 January 2030 as soon as the hour of the file is told.
#
# The header of an Australian payment file (ABA, Cemtex) has the day on which the payments are to be made, and many banks
# want the time of day behind it. The README takes the day as a Date and the time as a text "HHmm". The day is then
# formatted from the time where there is one: JavaScript takes "0930" for the year 930, and what is written is its New
# Year's day with the last two digits of the year, 010130. Half past two in the afternoon is the year 1430 and the same day
# again, ten past eight 010110. With the time as a Date too, which is the moment of writing the file, the payments run on
# that day. Without a time, or with the day as a text, all is right: the credits, the totals and the rest of the line give
# no hint.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund aba-generator@2.1.0 >/dev/null
cat >seen.js <<'JS'
const ABA = require("aba-generator");
const expect = (what, seen, described) => {
  console.log(`${what}: ${JSON.stringify(seen)}`);
  if (seen !== described) throw new Error(`no longer as described: ${JSON.stringify(described)}`);
};
const wage = {
  bsb: "012-345", account: "123456789", transactionCode: ABA.PAY, amount: 1250.0, accountTitle: "Example, A",
  reference: "Wages", traceBsb: "012-345", traceAccount: "123456", remitter: "Example Pty",
};
const dayAndTime = (when) => {
  const header = { bank: "ANZ", user: "Example Pty", userNumber: 123456, description: "Payroll", ...when };
  return new ABA({ header }).generate([wage]).slice(74, 84).trim();
};
const day = new Date(2026, 10, 20);
expect("the day alone", dayAndTime({ date: day }), "201126");
expect("the day as a text, and 9.30", dayAndTime({ date: "201126", time: "0930" }), "2011260930");
expect("the day, and 9.30", dayAndTime({ date: day, time: "0930" }), "0101300930");
expect("the day, and 14.30", dayAndTime({ date: day, time: "1430" }), "0101301430");
expect("the day, and 8.10", dayAndTime({ date: day, time: "0810" }), "0101100810");
expect("the day, and the moment of writing", dayAndTime({ date: day, time: new Date(2026, 10, 13, 9, 30) }), "1311260930");
JS
TZ=Australia/Sydney node seen.js
