#!/usr/bin/env bash
# npm currency-exchanger-js 1.0.4: an amount of January is converted by today's rate, and its date loses its time of day.
#
# convertOnDate is for "the exchange rates on a specific date". It checks that the date is in the last two calendar years, which it refuses
# otherwise, and then asks for the latest rates, whatever the date is; the line that made the date a part of the question is a
# comment. So a purchase of January is booked at a rate of November (IAS 21.21 has the rate at the date of the transaction), and no
# error tells of it. The rates are given here by a function in place of the network, by the version of the table that is asked
# for. The caller's own date is set to midnight on the way.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund currency-exchanger-js@1.0.4 >/dev/null
cat >seen.js <<'JS'
const asked = [];
const table = async (url) => {
  const version = url.match(/@([^@/]+)\/v1/)[1];
  asked.push(version);
  return { json: async () => ({ eur: { usd: version === "latest" ? 1.2 : 1.1 } }) };
};
const network = require.resolve("cross-fetch");
require.cache[network] = { id: network, filename: network, loaded: true, exports: table };
const { convert, convertOnDate } = require("currency-exchanger-js");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
process.exitCode = 1; // until all is seen
(async () => {
  const january = new Date(new Date().getFullYear(), 0, 15, 9, 30);
  const lastYear = new Date(new Date().getFullYear() - 1, 5, 30, 9, 30);
  expect("100 euros now", await convert(100, "eur", "usd"), 120);
  expect("100 euros of January", await convertOnDate(100, "eur", "usd", january), 120);
  expect("100 euros of last year", await convertOnDate(100, "eur", "usd", lastYear), 120);
  expect("tables that were asked for", asked, ["latest", "latest", "latest"]);
  expect("time of the caller's date", january.getHours(), 0);
  process.exitCode = 0;
})();
JS
node seen.js
