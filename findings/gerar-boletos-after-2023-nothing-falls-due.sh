#!/usr/bin/env bash
# npm gerar-boletos 1.4.5: no boleto falls due after 2023, and none was written after it.
#
# The dates of a boleto, of its issue as of its payment, are refused with an error where the year is 2024 or later. A boleto has four digits for the days from
# 7 October 1997, which reached 21 February 2025 (9999), and begin with 1000 again on the day after (FEBRABAN's circular of 2023 on the factor of
# maturity). The package would refuse more than 9999 days besides, with another error. So this version, the last, writes no boleto that can
# still be paid in time; the README names eight banks and no limit of years.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund gerar-boletos@1.4.5 >/dev/null
cat >seen.js <<'JS'
const { Bancos, Boletos } = require("gerar-boletos");
const endereco = { logradouro: "Rua", bairro: "Centro", cidade: "Rio de Janeiro", estadoUF: "RJ", cep: "20030-030" };
const dadosBancarios = { carteira: "09", agencia: "0101", agenciaDigito: "5", conta: "0326446", contaDigito: "0", nossoNumero: "00000000061", nossoNumeroDigito: "8" };
const factor = (vencimento, documentos) => {
  const boleto = new Boletos({
    banco: new Bancos.Bradesco(), instrucoes: [], pagador: { nome: "Pagador", registroNacional: "12345678", endereco },
    beneficiario: { nome: "Empresa LTDA", cnpj: "43576788000191", dadosBancarios, endereco },
    boleto: { numeroDocumento: "1001", especieDocumento: "DM", valor: 110, datas: { vencimento, processamento: documentos, documentos } },
  });
  try { boleto.gerarBoleto(); } catch (error) { return error.message; }
  return boleto.boletoInfo.getFatorVencimento();
};
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (seen !== described) throw new Error(`no longer as described: ${described}`);
};
const years = "O ano do documento deve ser maior que 1997 e menor que 2024";
expect("due 31 December 2023", factor("12-31-2023", "12-01-2023"), "9581");
expect("due 2 January 2024", factor("01-02-2024", "12-01-2023"), years);
expect("due 21 February 2025, day 9999", factor("02-21-2025", "12-01-2023"), years);
expect("due 31 December 2026", factor("12-31-2026", "12-01-2026"), years);
JS
node seen.js
