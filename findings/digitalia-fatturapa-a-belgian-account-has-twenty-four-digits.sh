#!/usr/bin/env bash
# npm @digitalia/fatturapa 1.3.1 (with yup 0.29.3, fast-xml-parser 3.19.0): nobody in Belgium, Greece, Hungary, Sweden, Slovakia or Slovenia has an account.
#
# The package validates Italian e-invoices with FPAYupSchema. The type of an IBAN in the official schema (FatturaPA 1.2, IBANType)
# is [a-zA-Z]{2}[0-9]{2}[a-zA-Z0-9]{11,30}. Here it is a list of countries with lengths of its own, which are not those of the IBAN
# registry (ISO 13616): after the country a Belgian one must have 24 digits (it has 14), a Greek one 28 (25), a Hungarian one 27 (26), and
# Sweden, Slovakia and Slovenia are missing. A French account and even an Italian one may have letters in it (registry: 12!c), which
# are refused. The examples here are those of the registry; a made-up Belgian one with 24 digits is valid.
# A customer who lives abroad must have a permanent establishment in Italy: 1.4.3 StabileOrganizzazione is 0..1 in the official
# schema and here required as soon as the address isn't Italian, so no German can be sent an invoice. And 2.2.2.1 AliquotaIVA,
# which is 1..1, is not asked for. fpa2js, called as in the README, gives back undefined.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @digitalia/fatturapa@1.3.1 yup@0.29.3 fast-xml-parser@3.19.0 iban@0.0.14 >/dev/null
cat >seen.js <<'JS'
const IBAN = require("iban");
const { FPAYupSchema, fpa2js, fpa2xml, fpaValidate } = require("@digitalia/fatturapa");
const expect = (what, seen, described) => {
  console.log(`${what}: ${seen}`);
  if (String(seen) !== String(described)) throw new Error(`no longer as described: ${described}`);
};
const invoice = (country, iban, rate) => ({
  FatturaElettronicaHeader: {
    DatiTrasmissione: { IdTrasmittente: { IdPaese: "IT", IdCodice: "01234567890" }, ProgressivoInvio: "1", FormatoTrasmissione: "FPR12", CodiceDestinatario: "XXXXXXX" },
    CedentePrestatore: {
      DatiAnagrafici: { IdFiscaleIVA: { IdPaese: "IT", IdCodice: "01234567890" }, Anagrafica: { Denominazione: "Esempio" }, RegimeFiscale: "RF01" },
      Sede: { Indirizzo: "Via Esempio", CAP: "00100", Comune: "Roma", Provincia: "RM", Nazione: "IT" },
    },
    CessionarioCommittente: {
      DatiAnagrafici: { IdFiscaleIVA: { IdPaese: country, IdCodice: "123456789" }, Anagrafica: { Denominazione: "Example" } },
      Sede: { Indirizzo: "Example street", CAP: "00000", Comune: "Example", Nazione: country },
    },
  },
  FatturaElettronicaBody: {
    DatiGenerali: { DatiGeneraliDocumento: { TipoDocumento: "TD01", Divisa: "EUR", Data: "2026-11-30", Numero: "1" } },
    DatiBeniServizi: {
      DettaglioLinee: { NumeroLinea: "1", Descrizione: "Bolts", PrezzoUnitario: "10.00", PrezzoTotale: "10.00", AliquotaIVA: "22.00" },
      DatiRiepilogo: { ...rate, ImponibileImporto: "10.00", Imposta: "2.20" },
    },
    DatiPagamento: { CondizioniPagamento: "TP02", DettaglioPagamento: { ModalitaPagamento: "MP05", ImportoPagamento: "12.20", IBAN: iban } },
  },
});
const rate = { AliquotaIVA: "22.00" };
const home = "IT60X0542811101000000123456";
const judged = (file) => fpaValidate(file, FPAYupSchema).then(() => "valid", (error) => error.path);
(async () => {
  const iban = "FatturaElettronicaBody[0].DatiPagamento.DettaglioPagamento[0].IBAN";
  expect("Italy", await judged(invoice("IT", home, rate)), "valid");
  for (const account of ["DE89370400440532013000", "AT611904300234573201", "CH9300762011623852957"]) {
    expect(account, [IBAN.isValid(account), await judged(invoice("IT", account, rate))], "true,valid");
  }
  const refused = [
    "BE68539007547034", "GR1601101250000000012300695", "HU42117730161111101800000000", "SE4550000000058398257466", "SK3112000000198742637541",
    "SI56263300012039086", "FR1420041010050500013M02606", IBAN.fromBBAN("IT", "X0542811101CC0000123456"),
  ];
  for (const account of refused) expect(account, [IBAN.isValid(account), await judged(invoice("IT", account, rate))], ["true", iban]);
  const long = "BE680000000000000000000000";
  expect(long, [IBAN.isValid(long), await judged(invoice("IT", long, rate))], "false,valid");
  expect("a customer in Germany", await judged(invoice("DE", home, rate)), "FatturaElettronicaHeader.CessionarioCommittente.StabileOrganizzazione.Nazione");
  expect("a summary without its rate", await judged(invoice("IT", home, {})), "valid");
  const xml = fpa2xml({ "p:FatturaElettronica": invoice("IT", home, rate) });
  expect("read again", fpa2js(xml, { validate: false, valuesOnly: false }), "undefined");
})().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
JS
node seen.js
