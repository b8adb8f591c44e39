#!/usr/bin/env bash
# npm cashify 4.0.0: "100 INR to USD" is from no currency to "R TO USD", and so is every amount in Indian rupees.
#
# parse cuts a text where it finds "to", "in" or "as", in any case and anywhere. The first that it finds in 100 INR is the IN of the rupee
# itself: the currency in front of it is gone and the R is where the money goes, without an error. TOP, the pa'anga of Tonga, ends likewise.
# convert passes the text to parse and then has no currency to convert from. The README: "use to, in or as to separate the expression", and
# "10 EUR to GBP"; with the rupee as the second currency all is right. What is right is the same sum with a number for the text.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund cashify@4.0.0 >/dev/null
cat >seen.mjs <<'JS'
import { convert, parse } from "cashify";
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== described) throw new Error(`no longer as described: ${described}`);
};
const way = (text) => {
  const { amount, from, to } = parse(text);
  return `${amount} from ${from} to ${to}`;
};
expect("100 USD to INR", way("100 USD to INR"), "100 from USD to INR");
expect("100 INR to USD", way("100 INR to USD"), "100 from undefined to R TO USD");
expect("100 INR", way("100 INR"), "100 from undefined to R");
expect("100 BRL", way("100 BRL"), "100 from BRL to undefined");
expect("100 TOP to USD", way("100 TOP to USD"), "100 from undefined to P TO USD");
const rates = { base: "USD", rates: { USD: 1, INR: 80 } };
expect("800 rupees, a number", convert(800, { from: "INR", to: "USD", ...rates }), "10");
let told = "";
try { convert("800 INR", { to: "USD", ...rates }); } catch (error) { told = error.message; }
expect("800 rupees, a text", told, "Please specify the `from` and/or `to` currency, or use parsing.");
JS
node seen.mjs
