#!/usr/bin/env bash
# npm @mrmgomes/boleto-utils 1.3.3: a boleto of 10,000,000.00 reais is valid and asks for 0, one of 20,345,678.90 for 345,678.90.
#
# Positions 10 to 19 of the bar code are the amount, eight digits and two after the comma (README; Febraban's layout). Zeros are taken from
# the front as long as the second digit is 0, but it is the first that is taken, whatever it is: where the amount has all its eight
# digits and the second one is 0, the leading digit goes, and the zeros after it. So of the line that a person types in. 11,000,000.00 and
# 99,999,999.99 are right, and so is everything below ten millions.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @mrmgomes/boleto-utils@1.3.3 >/dev/null
cat >seen.js <<'JS'
const { validarBoleto, calculaMod11 } = require("@mrmgomes/boleto-utils");
const expect = (reais, described) => {
  const rest = `1000${String(Math.round(reais * 100)).padStart(10, "0")}${"1".padStart(25, "0")}`;
  const seen = validarBoleto(`0019${calculaMod11(`0019${rest}`)}${rest}`);
  const typed = validarBoleto(seen.linhaDigitavel);
  console.log(`${reais}: ${seen.mensagem}, ${seen.valor}; typed in, ${typed.valor}`);
  if (!seen.sucesso || seen.valor !== described || typed.valor !== described) throw new Error(`no longer as described: ${described}`);
};
expect(1050.05, 1050.05);
expect(9999999.99, 9999999.99);
expect(10000000, 0);
expect(10500000, 500000);
expect(11000000, 11000000);
expect(20345678.9, 345678.9);
expect(99999999.99, 99999999.99);
JS
node seen.js
