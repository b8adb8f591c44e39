#!/usr/bin/env bash
# PyPI fatturapa 0.2.0: the revenue stamp of an Italian invoice is in its total twice.
#
# An invoice without VAT over more than 77.47 euros bears a stamp of 2.00, told in DatiBollo for the revenue's sake. If the
# customer is to pay it, it is a line of its own with nature N1, and so in the summaries (DatiRiepilogo); if not, it is
# in no line and no sum. The total (ImportoTotaleDocumento) is optional in FatturaPA 1.2, and where it is left out the
# reader adds the summaries and the stamp, as its README says: 100.00 and the stamp's line are 104.00 instead of 102.00,
# and an invoice whose seller bears the stamp is 102.00 instead of 100.00, beside a payment of the right amount in the
# same document.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check fatturapa==0.2.0
cat >"$work/seen.py" <<'PY'
import sys

from fatturapa import parse


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def line(number, text, nature, amount):
    return f"""<DettaglioLinee><NumeroLinea>{number}</NumeroLinea><Descrizione>{text}</Descrizione>
<PrezzoUnitario>{amount}</PrezzoUnitario><PrezzoTotale>{amount}</PrezzoTotale><AliquotaIVA>0.00</AliquotaIVA>
<Natura>{nature}</Natura></DettaglioLinee>"""


def summary(nature, amount):
    return f"""<DatiRiepilogo><AliquotaIVA>0.00</AliquotaIVA><Natura>{nature}</Natura>
<ImponibileImporto>{amount}</ImponibileImporto><Imposta>0.00</Imposta></DatiRiepilogo>"""


def totals(charged, due):
    lines = line(1, "Servizio", "N2.2", "100.00") + (line(2, "Bollo", "N1", "2.00") if charged else "")
    sums = summary("N2.2", "100.00") + (summary("N1", "2.00") if charged else "")
    document = parse(
        f"""<?xml version="1.0" encoding="UTF-8"?>
<p:FatturaElettronica versione="FPR12" xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2">
<FatturaElettronicaHeader/><FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento>
<TipoDocumento>TD01</TipoDocumento><Divisa>EUR</Divisa><Data>2026-11-15</Data><Numero>12</Numero>
<DatiBollo><BolloVirtuale>SI</BolloVirtuale><ImportoBollo>2.00</ImportoBollo></DatiBollo>
</DatiGeneraliDocumento></DatiGenerali><DatiBeniServizi>{lines}{sums}</DatiBeniServizi>
<DatiPagamento><CondizioniPagamento>TP02</CondizioniPagamento><DettaglioPagamento>
<ModalitaPagamento>MP05</ModalitaPagamento><ImportoPagamento>{due}</ImportoPagamento>
</DettaglioPagamento></DatiPagamento></FatturaElettronicaBody></p:FatturaElettronica>""".encode()
    )[0]
    return document.totale_imponibile, document.importo_totale, document.pagamenti[0].importo


expect("stamp charged: taxable, total, payment", totals(True, "102.00"), ("102,00", "104,00", "102,00"))
expect("stamp borne: taxable, total, payment", totals(False, "100.00"), ("100,00", "102,00", "100,00"))
PY
"$work/env/bin/python" "$work/seen.py"
