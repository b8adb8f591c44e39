#!/usr/bin/env bash
# npm @opencollective/taxes 5.4.0 (on sales-tax 2.20.0): Finland's value added tax is 26 percent; it is 25.5.
#
# getStandardVatRate and getVatPercentage give "the percentage as a number between 0 and 100". The rate comes from the data of sales-tax, which
# have 0.255, and is made whole with Math.round. No other country of the Union has half a percent today, so that it shows in Finland only: since
# 1 September 2024 (Finland's VAT Act, section 84) a payment of 100 euros in Finland is taxed 50 cents too much. The same holds for a buyer in
# another country without a number of his own.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @opencollective/taxes@5.4.0 sales-tax@2.20.0 >/dev/null
cat >seen.js <<'JS'
const { europeanCountries, getStandardVatRate, getVatPercentage } = require("@opencollective/taxes");
const rates = require("sales-tax/res/sales_tax_rates.json");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
expect("Finland in the data", rates.FI.rate, 0.255);
expect("Finland", getStandardVatRate("PRODUCT", "FI"), 26);
expect("from Finland to Sweden, a private buyer", getVatPercentage("PRODUCT", "FI", "SE", false), 26);
expect("Sweden", getStandardVatRate("PRODUCT", "SE"), 25);
const other = europeanCountries.filter((country) => Math.abs(getStandardVatRate("PRODUCT", country) - rates[country].rate * 100) > 0.01);
expect("countries with another rate than the data", String(other), "FI");
JS
node seen.js
