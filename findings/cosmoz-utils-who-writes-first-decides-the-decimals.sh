#!/usr/bin/env bash
# npm @neovici/cosmoz-utils 6.20.2: a unit price of 1.2345 with four decimals is EUR 1.23, if a total was written before it.
#
# renderAmount and renderNumberAmount take the number of decimals. They keep a formatter for each currency and language, and what is kept is
# not told apart by the decimals: the first call of a program decides for all later ones. So a column of unit prices loses two digits
# when a total stands above it, and a total gets four when it stands below; which of them is first may change from page to page.
# Where nothing is said two decimals are meant, and a dinar of 1000 fils is cut to two (ISO 4217 has three), while a yen has one.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @neovici/cosmoz-utils@6.20.2 >/dev/null
cat >seen.mjs <<'JS'
import { renderAmount, renderNumberAmount } from "@neovici/cosmoz-utils/money";
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
const price = (currency) => renderAmount({ amount: 1.2345, currency }, "en", 4).replace(/\s/, " ");
const total = (currency) => renderAmount({ amount: 1.2345, currency }, "en").replace(/\s/, " ");
expect("a total in euros", total("EUR"), "EUR 1.23");
expect("a price in euros, with four decimals", price("EUR"), "EUR 1.23");
expect("a price in dollars, with four decimals", price("USD"), "USD 1.2345");
expect("a total in dollars", total("USD"), "USD 1.2345");
expect("without a currency", renderNumberAmount({ amount: 1.2345 }, "en"), "1.23");
expect("without a currency, with four decimals", renderNumberAmount({ amount: 1.2345 }, "en", 4, 4), "1.23");
expect("1.239 dinars", renderAmount({ amount: 1.239, currency: "KWD" }, "en").replace(/\s/, " "), "KWD 1.24");
expect("1.5 yen", renderAmount({ amount: 1.5, currency: "JPY" }, "en").replace(/\s/, " "), "JPY 1.5");
JS
node seen.mjs
