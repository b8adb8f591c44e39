#!/usr/bin/env bash
# npm @dintero/money 1.1.12: -11 111.11 crowns, written for Norway and read again, are 11 111.11.
#
# The package prints and parses "from locale"; both examples of its README are Norwegian. In Norwegian, Swedish, Finnish, Estonian,
# Lithuanian, Slovenian and Croatian the minus before a number is U+2212 and not the hyphen of the keyboard (CLDR), and Intl.NumberFormat,
# which the package writes with, puts it there. Its reader keeps digits, the decimal mark and the hyphen, "non-numeric characters
# are removed", and so every refund becomes a payment of the same amount; in Danish, German and English it stays one.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @dintero/money@1.1.12 >/dev/null
cat >seen.js <<'JS'
const { Money } = require("@dintero/money");
const expect = (locale, described) => {
  const written = Money.of(-11111.11, "NOK").toLocaleString(locale);
  const seen = Money.fromLocaleString(written, "NOK", locale).toString();
  console.log(`${locale} ${written}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
for (const locale of ["no-NB", "nb-NO", "sv-SE", "fi-FI", "et-EE", "lt-LT", "sl-SI", "hr-HR"]) expect(locale, "11111.11");
for (const locale of ["da-DK", "de-DE", "en-GB", "fr-FR"]) expect(locale, "-11111.11");
JS
node seen.js
