#!/usr/bin/env bash
# npm node-sped-nfe 1.2.52: a Brazilian invoice of 1000.00 with 50.00 of freight is for 1000.00, and so is one with 100.00 of IPI.
#
# The package writes the electronic invoice of Brazil (NF-e) and adds up its totals. What is to be paid, vNF, are the goods less
# the discount plus the tax that the seller collects for others (vST), freight, insurance, other expenses, import tax and IPI (manual of the
# NF-e, rules on group W). The totals have freight, insurance, expenses and IPI, but vNF is goods less discount. The other totals
# are sums by the names of the fields: the bases of IPI, PIS and COFINS have the same name as that of ICMS, so its base is three
# times what it is; the tax collected for others is called vICMSST in a line and vST in the total, which stays 0.00; ICMS of the
# normal regime (CST 00) is not added at all; and goods marked as no part of the total (indTot 0) are part of it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund node-sped-nfe@1.2.52 >/dev/null
cat >seen.mjs <<'JS'
import { Make } from "node-sped-nfe";

const goods = (more) => ({
  cProd: "1", cEAN: "SEM GTIN", xProd: "Mesa", NCM: "94036000", CFOP: "5102", uCom: "UN", qCom: 10, vUnCom: 100, vProd: 1000,
  cEANTrib: "SEM GTIN", uTrib: "UN", qTrib: 10, vUnTrib: 100, indTot: 1, ...more,
});
const expect = async (what, items, taxes, described) => {
  const invoice = new Make();
  invoice.tagIde({ mod: 55, tpAmb: 1 });
  await invoice.tagProd(items);
  taxes(invoice);
  const total = invoice.tagTotal().ICMSTot;
  const seen = Object.fromEntries(Object.entries(total).filter(([name, amount]) => amount !== "0.00" || name in described));
  console.log(`${what}: ${JSON.stringify(seen)}`);
  for (const name of new Set([...Object.keys(seen), ...Object.keys(described)])) {
    if (seen[name] !== described[name]) throw new Error(`no longer as described: ${JSON.stringify(described)}`);
  }
};
const icms = { orig: 0, CSOSN: "900", modBC: 3, vBC: "1000.00", pICMS: "18.00", vICMS: "180.00" };
const simple = (invoice) => invoice.tagProdICMSSN(0, { ...icms });
await expect("goods", [goods()], simple, { vBC: "1000.00", vICMS: "180.00", vProd: "1000.00", vNF: "1000.00" });
await expect("less 30", [goods({ vDesc: 30 })], simple, { vBC: "1000.00", vICMS: "180.00", vProd: "1000.00", vDesc: "30.00", vNF: "970.00" });
await expect("freight, insurance, expenses", [goods({ vFrete: 50, vSeg: 5, vOutro: 7 })], simple,
  { vBC: "1000.00", vICMS: "180.00", vProd: "1000.00", vFrete: "50.00", vSeg: "5.00", vOutro: "7.00", vNF: "1000.00" });
await expect("IPI", [goods()], (invoice) => invoice.tagProdIPI(0, { cEnq: "999", CST: "50", vBC: "1000.00", pIPI: "10.00", vIPI: "100.00" }),
  { vBC: "1000.00", vICMS: "0.00", vProd: "1000.00", vIPI: "100.00", vNF: "1000.00" });
await expect("PIS and COFINS", [goods()], (invoice) => {
  simple(invoice);
  invoice.tagProdPIS(0, { CST: "01", vBC: "1000.00", pPIS: "1.65", vPIS: "16.50" });
  invoice.tagProdCOFINS(0, { CST: "01", vBC: "1000.00", pCOFINS: "7.60", vCOFINS: "76.00" });
}, { vBC: "3000.00", vICMS: "180.00", vProd: "1000.00", vPIS: "16.50", vCOFINS: "76.00", vNF: "1000.00" });
await expect("tax collected for others", [goods()],
  (invoice) => invoice.tagProdICMSSN(0, { orig: 0, CSOSN: "202", modBCST: 4, pMVAST: "40.00", vBCST: "1400.00", pICMSST: "18.00", vICMSST: "72.00" }),
  { vBCST: "1400.00", vST: "0.00", vProd: "1000.00", vNF: "1000.00" });
await expect("normal regime", [goods()],
  (invoice) => invoice.tagProdICMS(0, { orig: 0, CST: "00", modBC: 3, vBC: "1000.00", pICMS: "18.00", vICMS: "180.00" }),
  { vBC: "0.00", vICMS: "0.00", vProd: "1000.00", vNF: "1000.00" });
await expect("no part of the total", [goods(), goods({ indTot: 0 })], simple, { vBC: "1000.00", vICMS: "180.00", vProd: "2000.00", vNF: "2000.00" });
JS
node seen.mjs
