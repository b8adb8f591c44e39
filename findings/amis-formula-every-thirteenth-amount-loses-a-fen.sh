#!/usr/bin/env bash
# npm amis-formula 6.13.0: 0.57 yuan are in words five jiao and six fen, and so it is with 773 of the first 9,999 amounts.
#
# UPPERMONEY() puts an amount into the words in which invoices and cheques in China have it, of which the last is for the hundredth part,
# the fen. It is cut off a float's hundredfold, and 0.57 * 100 are 56.99999999999999: of the amounts from 0.01 to 99.99 every thirteenth has
# one fen less in words than in figures, and on a cheque the two must agree (Law on Negotiable Instruments, article 8). FLOOR to
# two decimals, which leaves such amounts as they are, takes a fen off 573 of them, 0.57 is 0.56, and CEIL adds one to as many, 0.07 is
# 0.08. The package does look after floats where it adds: 0.1 + 0.2 are 0.3.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund amis-formula@6.13.0 >/dev/null
cat >seen.js <<'JS'
const { evaluate } = require("amis-formula");

const worked = (formula) => evaluate(formula, {}, { evalMode: true });

function expect(what, seen, described) {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
}

const DIGITS = "零壹贰叁肆伍陆柒捌玖";
const amounts = Array.from({ length: 9999 }, (_, at) => ((at + 1) / 100).toFixed(2));
const wrong = (formula, right) => amounts.filter((amount) => worked(formula(amount)) !== right(amount)).length;
const ending = (amount) => {
  const [jiao, fen] = amount.split(".")[1];
  return (jiao === "0" ? "" : `${DIGITS[jiao]}角`) + (fen === "0" ? "" : `${DIGITS[fen]}分`);
};

expect("0.1 + 0.2", worked("0.1 + 0.2"), 0.3);
expect("0.56 in words", worked("UPPERMONEY(0.56)"), "伍角陆分");
expect("0.57 in words", worked("UPPERMONEY(0.57)"), "伍角陆分");
expect("8888.88 in words", worked("UPPERMONEY(8888.88)"), "捌仟捌佰捌拾捌元捌角柒分");
expect("wrong", amounts.filter((amount) => !worked(`UPPERMONEY(${amount})`).endsWith(ending(amount))).length, 773);
expect("0.57 to two decimals below", worked("FLOOR(0.57, 2)"), 0.56);
expect("0.07 to two decimals above", worked("CEIL(0.07, 2)"), 0.08);
expect("wrong below", wrong((amount) => `FLOOR(${amount}, 2)`, Number), 573);
expect("wrong above", wrong((amount) => `CEIL(${amount}, 2)`, Number), 573);
JS
node seen.js
