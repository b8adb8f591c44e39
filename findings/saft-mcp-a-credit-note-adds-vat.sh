#!/usr/bin/env bash
# PyPI saft-mcp 0.1.0: a sale that was taken back has its VAT twice in one report and not at all in the other.
#
# In Portugal's SAF-T (Portaria 302/2016) amounts have no sign; a credit note (NC) has its lines as debits, where an invoice
# has credits. The report of VAT takes credit notes off. The summary of the same file takes them off the revenue, and adds
# them in its table of VAT by rate: a sale of 100.00 and the credit note for it are a net revenue of 0.00 with a
# taxable base of 200.00 and 46.00 of VAT, which the other report has at 0.00.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check saft-mcp==0.1.0 lxml==6.1.3
cat >seen.py <<'PY'
import sys

from saft_mcp.parser.full_parser import parse_saft_file
from saft_mcp.state import SessionState
from saft_mcp.tools.summary import summarize_saft
from saft_mcp.tools.tax_summary import tax_summary


def expect(what, seen, described):
    print(f"{what}: {seen!r}")
    if seen != described:
        sys.exit(f"no longer as described: {described!r}")


def document(kind, number, side):
    return f"""<Invoice><InvoiceNo>{kind} A/{number}</InvoiceNo><ATCUD>0</ATCUD>
<DocumentStatus><InvoiceStatus>N</InvoiceStatus><InvoiceStatusDate>2026-11-15T10:00:00</InvoiceStatusDate>
<SourceID>1</SourceID><SourceBilling>P</SourceBilling></DocumentStatus><Hash>0</Hash><HashControl>1</HashControl>
<Period>11</Period><InvoiceDate>2026-11-15</InvoiceDate><InvoiceType>{kind}</InvoiceType><SourceID>1</SourceID>
<SystemEntryDate>2026-11-15T10:00:00</SystemEntryDate><CustomerID>C1</CustomerID>
<Line><LineNumber>1</LineNumber><ProductCode>P1</ProductCode><ProductDescription>Artigo</ProductDescription>
<Quantity>1</Quantity><UnitOfMeasure>UN</UnitOfMeasure><UnitPrice>100.00</UnitPrice><TaxPointDate>2026-11-15</TaxPointDate>
<Description>Artigo</Description><{side}Amount>100.00</{side}Amount><Tax><TaxType>IVA</TaxType>
<TaxCountryRegion>PT</TaxCountryRegion><TaxCode>NOR</TaxCode><TaxPercentage>23</TaxPercentage></Tax></Line>
<DocumentTotals><TaxPayable>23.00</TaxPayable><NetTotal>100.00</NetTotal><GrossTotal>123.00</GrossTotal></DocumentTotals>
</Invoice>"""


with open("saft.xml", "w") as file:
    file.write(f"""<?xml version="1.0" encoding="UTF-8"?>
<AuditFile xmlns="urn:OECD:StandardAuditFile-Tax:PT_1.04_01"><Header><AuditFileVersion>1.04_01</AuditFileVersion>
<CompanyID>1</CompanyID><TaxRegistrationNumber>500000000</TaxRegistrationNumber><TaxAccountingBasis>F</TaxAccountingBasis>
<CompanyName>Exemplo</CompanyName><FiscalYear>2026</FiscalYear><StartDate>2026-11-01</StartDate>
<EndDate>2026-11-30</EndDate><CurrencyCode>EUR</CurrencyCode><DateCreated>2026-12-01</DateCreated></Header>
<MasterFiles><Customer><CustomerID>C1</CustomerID><CustomerTaxID>999999990</CustomerTaxID>
<CompanyName>Cliente</CompanyName></Customer></MasterFiles>
<SourceDocuments><SalesInvoices><NumberOfEntries>2</NumberOfEntries><TotalDebit>100.00</TotalDebit>
<TotalCredit>100.00</TotalCredit>{document("FT", 1, "Credit")}{document("NC", 1, "Debit")}</SalesInvoices></SourceDocuments>
</AuditFile>""")
session = SessionState(loaded_file=parse_saft_file("saft.xml"))
report = summarize_saft(session)
expect("net revenue", report["net_revenue"], "0.00")
expect("VAT of the summary", report["vat_breakdown"], [{"tax_percentage": "23", "taxable_base": "200.00", "tax_amount": "46.00"}])
totals = tax_summary(session)["totals"]
expect("VAT of the report", (totals["taxable_base"], totals["tax_amount"]), ("0.00", "0.00"))
PY
env/bin/python seen.py
