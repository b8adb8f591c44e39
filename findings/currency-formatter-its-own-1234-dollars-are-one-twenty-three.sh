#!/usr/bin/env bash
# npm currency-formatter 1.5.9: its own "1.234,50 $", written for de-DE, comes back for de-DE as 1.2345.
#
# format takes the marks of a language where it has none for the language in a country: de for de-DE, es for es-MX. unformat looks for the
# country's only and, not finding it, takes the currency's: the point of the dollar, the pound or the franc is the decimal one, and a thousand and more
# becomes one and a bit; 0,99 becomes 99. With the same options both ways. For euros all is right, for their own mark is the comma. The README has
# unformat with the locale de-DE and no currency, "1.000,99", 1000.99. By accounting.js, which it calls with the wrong mark, nothing is amiss.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund currency-formatter@1.5.9 >/dev/null
cat >seen.js <<'JS'
const { format, unformat } = require("currency-formatter");
const expect = (amount, options, text, described) => {
  const written = format(amount, options).replace(/\s/g, " ");
  const read = unformat(written, options);
  console.log(`${JSON.stringify(options)}: ${amount} is written ${written} and read ${read}`);
  if (written !== text || read !== described) throw new Error(`no longer as described: ${text} ${described}`);
};
expect(1234.5, { code: "EUR", locale: "de-DE" }, "1.234,50 €", 1234.5);
expect(1234.5, { code: "USD", locale: "de" }, "1.234,50 $", 1234.5);
expect(1234.5, { code: "USD", locale: "de-DE" }, "1.234,50 $", 1.2345);
expect(0.99, { code: "USD", locale: "de-DE" }, "0,99 $", 99);
expect(1234.5, { code: "GBP", locale: "es-ES" }, "1.234,50 £", 1.2345);
expect(1234.5, { code: "CHF", locale: "it-IT" }, "CHF1.234,50", 1.2345);
JS
node seen.js
