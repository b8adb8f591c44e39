#!/usr/bin/env bash
# PyPI cfdi-pandas 0.1.0 (with pandas 2.3.3): the VAT of November is the VAT of the whole folder, and 100 dollars are 100 pesos.
#
# The package reads Mexico's invoices (CFDI 4.0). calculate_taxes(df, period) takes the table of taxes that the reader
# makes, and a month. That table has no day, and without one the month is left aside in silence: November's VAT holds
# October's. Put the day in, and the period as two days ends with the first second of the last: an invoice has date and time
# (Fecha), and of 30 November nothing is counted; check_date_range() calls it out of range. The currency (Moneda) and its
# rate (TipoCambio) are in the table and in no sum: 116.00 dollars at 18.50 add 116.00 to the pesos of the month, not
# 2146.00. A credit note lowers the net of monthly_summary() and raises total_facturado of group_by_month().
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check cfdi-pandas==0.1.0 pandas==2.3.3
cat >"$work/seen.py" <<'PY'
import sys
from pathlib import Path

from cfdi_pandas import calculate_taxes, check_date_range, group_by_month, monthly_summary, read_cfdi_folder

folder = Path(sys.argv[1]) / "invoices"
folder.mkdir()


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def issue(number, moment, net, currency='Moneda="MXN"', kind="I"):
    tax = (
        f'<cfdi:Traslados><cfdi:Traslado Base="{net}.00" Impuesto="002" TipoFactor="Tasa" TasaOCuota="0.160000" '
        f'Importe="{net * 16 // 100}.00"/></cfdi:Traslados>'
    )
    (folder / f"{number}.xml").write_text(
        '<cfdi:Comprobante xmlns:cfdi="http://www.sat.gob.mx/cfd/4" xmlns:tfd="http://www.sat.gob.mx/TimbreFiscalDigital" '
        f'Version="4.0" Fecha="{moment}" SubTotal="{net}.00" Total="{net * 116 // 100}.00" {currency} '
        f'TipoDeComprobante="{kind}" LugarExpedicion="01000"><cfdi:Emisor Rfc="EKU9003173C9" RegimenFiscal="601"/>'
        '<cfdi:Receptor Rfc="XAXX010101000" UsoCFDI="S01"/><cfdi:Conceptos><cfdi:Concepto ClaveProdServ="01010101" '
        f'Cantidad="1" ValorUnitario="{net}.00" Importe="{net}.00"><cfdi:Impuestos>{tax}</cfdi:Impuestos></cfdi:Concepto>'
        f'</cfdi:Conceptos><cfdi:Impuestos TotalImpuestosTrasladados="{net * 16 // 100}.00">{tax}</cfdi:Impuestos>'
        f'<cfdi:Complemento><tfd:TimbreFiscalDigital UUID="{number}" FechaTimbrado="{moment}"/></cfdi:Complemento>'
        "</cfdi:Comprobante>"
    )


def vat(table, period):
    return calculate_taxes(table, period)["vat_total"].tolist()


issue(1, "2026-10-05T10:00:00", 5000)
issue(2, "2026-11-10T10:00:00", 1000)
issue(3, "2026-11-30T10:00:00", 2000)
read = read_cfdi_folder(folder)
taxes, invoices = read["impuestos"], read["comprobantes"]
expect("VAT of November", vat(taxes, "2026-11"), [1280.0])
dated = taxes.merge(invoices[["uuid", "issue_date"]], on="uuid")
expect("with the day put in", vat(dated, "2026-11"), [480.0])
expect("from the 1st to the 30th", vat(dated, ("2026-11-01", "2026-11-30")), [160.0])
expect("out of range", check_date_range(invoices, "2026-10-01", "2026-11-30")["uuid"].tolist(), ["3"])

issue(4, "2026-12-01T10:00:00", 1000)
issue(5, "2026-12-02T10:00:00", 100, 'Moneda="USD" TipoCambio="18.50"')
issue(6, "2026-12-03T10:00:00", 500, kind="E")
invoices = read_cfdi_folder(folder)["comprobantes"]
december = monthly_summary(invoices).set_index("month").loc["2026-12"].to_dict()
expect("December", december, {"ingresos": 1276.0, "egresos": 580.0, "neto": 696.0})
expect("billed", group_by_month(invoices).set_index("month").loc["2026-12", "total_facturado"].item(), 1856.0)
PY
"$work/env/bin/python" "$work/seen.py" "$work"
