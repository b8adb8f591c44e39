#!/usr/bin/env bash
# npm numero-a-letras 1.0.6: a refund of five pesos is written as 999,995, and a thousand million pesos as "millions".
#
# The package writes an amount out for Mexican invoices and cheques. Math.floor of -5 divided by a million is -1, which is written as
# nothing, and what is left of it is 999,995: Novecientos Noventa y Nueve Mil Novecientos Noventa y Cinco Pesos. Minus fifty centavos
# are 999,999.50. From a thousand millions on the thousands of millions are left out: 1,200,000,000 is "Millones de Pesos" and
# 2,345,678,901 loses two thousand and three hundred millions. Centavos are rounded for themselves, so that 19.999 is 19 Pesos 100/100.
# @vigilio/numeros-a-letras 0.0.7, for Peru, has the same in the same places. No error is raised.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund numero-a-letras@1.0.6 @vigilio/numeros-a-letras@0.0.7 >/dev/null
cat >seen.js <<'JS'
const { NumerosALetras: mexico } = require("numero-a-letras");
const { default: peru } = require("@vigilio/numeros-a-letras");
const expect = (what, seen, described) => {
  const plain = String(seen).trim().replace(/\s+/g, " ");
  console.log(`${what}: ${plain}`);
  if (plain !== described) throw new Error(`no longer as described: ${described}`);
};
expect("19.90", mexico(19.9), "Diecinueve Pesos 90/100 M.N.");
expect("-5", mexico(-5), "Novecientos Noventa y Nueve Mil Novecientos Noventa y Cinco Pesos 00/100 M.N.");
expect("-0.50", mexico(-0.5), "Novecientos Noventa y Nueve Mil Novecientos Noventa y Nueve Pesos 50/100 M.N.");
expect("1,200,000,000", mexico(1200000000), "Millones de Pesos 00/100 M.N.");
expect("1,010,000,000", mexico(1010000000), "Diez Millones de Pesos 00/100 M.N.");
expect("10,000,000", mexico(10000000), "Diez Millones de Pesos 00/100 M.N.");
expect("19.999", mexico(19.999), "Diecinueve Pesos 100/100 M.N.");
expect("-5 in Peru", peru(-5), "NOVECIENTO NOVENTA Y NUEVE MIL NOVECIENTO NOVENTA Y CINCO");
expect("1,010,000,000 in Peru", peru(1010000000), "DIEZ MILLONES DE");
JS
node seen.js
