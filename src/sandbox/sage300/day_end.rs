//! Day end and A/R posting: how an invoice reaches the receivables, and what is forgotten on the way.

use serde_json::{Value, json};

use super::company::number_of;
use super::{Company, Settings, costs, credit_notes, receivables, revenue};
use crate::money::Amount;

/// Invoices that are not costed yet go into an open A/R batch; without history completed documents disappear.
pub(super) fn run(company: &mut Company, settings: &Settings) {
    let keeps_history = settings.keep_history;
    let waiting: Vec<Value> = company
        .rows("OEInvoices")
        .iter()
        .filter(|invoice| invoice["InvoiceStatus"] == "Documentshippednotcosted")
        .cloned()
        .collect();
    for invoice in company.rows_mut("OEInvoices") {
        invoice["InvoiceStatus"] = json!("Documentcosted");
    }
    if settings.costs_goods {
        costs::of_invoices(company, &waiting);
        costs::of_credit_notes(company);
    }
    let notes = credit_notes::to_receivables(company, keeps_history);
    if !waiting.is_empty() || !notes.is_empty() {
        let number = company.next("invoice batch");
        let mut invoices: Vec<_> = (1..)
            .zip(&waiting)
            .map(|(entry, invoice)| receivable(number, entry, invoice))
            .collect();
        for mut note in notes {
            note["BatchNumber"] = json!(number);
            note["EntryNumber"] = json!(invoices.len() + 1);
            invoices.push(note);
        }
        company.add(
            "ARInvoiceBatches",
            json!({ "BatchNumber": number, "BatchStatus": "Open", "Description": "Order Entry", "SourceApplication": "OE",
                    "NumberOfEntries": invoices.len(), "Invoices": invoices }),
        );
    }
    if !keeps_history {
        company
            .rows_mut("OEOrders")
            .retain(|order| order["OrderCompleted"] != "CompleteNotIncluded");
        company.rows_mut("OEInvoices").clear();
    }
}

fn receivable(batch: u64, entry: i64, invoice: &Value) -> Value {
    json!({
        "BatchNumber": batch, "EntryNumber": entry, "CustomerNumber": invoice["CustomerNumber"],
        "DocumentNumber": invoice["InvoiceNumber"], "DocumentType": "Invoice",
        "OrderNumber": invoice["OrderNumber"], "PONumber": invoice["PurchaseOrderNumber"],
        "ShipmentNumber": invoice["ShipmentNumber"], "DocumentDate": invoice["InvoiceDate"],
        "PostingDate": invoice["PostingDate"], "CurrencyCode": invoice["InvoiceSourceCurrency"],
        "DocumentTotalIncludingTax": invoice["InvoiceTotalWithTax"],
        "InvoiceDetails": invoice["InvoiceDetails"].as_array().into_iter().flatten().map(revenue::of_line).collect::<Vec<_>>(),
    })
}

/// A credit note counts below zero once it is posted.
fn signed(mut document: Value) -> Value {
    if document["DocumentType"] != "CreditNote" {
        return document;
    }
    let negate = |value: &mut Value| {
        let amount = Amount::parse(&value.to_string()).unwrap_or_default();
        *value = number_of(&(-amount).to_string());
    };
    negate(&mut document["DocumentTotalIncludingTax"]);
    for detail in document["InvoiceDetails"].as_array_mut().into_iter().flatten() {
        negate(&mut detail["ExtendedAmountWithTIP"]);
        negate(&mut detail["ExtendedAmountWithoutTIP"]);
    }
    document
}

/// Open batches become posted documents.
pub(super) fn post_invoices(company: &mut Company) {
    let mut posted = Vec::new();
    for batch in company.rows_mut("ARInvoiceBatches") {
        if batch["BatchStatus"] == "Open" {
            batch["BatchStatus"] = json!("Posted");
            posted.extend(batch["Invoices"].as_array().cloned().unwrap_or_default());
        }
    }
    for invoice in posted.into_iter().map(signed) {
        let (functional, rate, tax) = receivables::post_invoice(company, &invoice);
        let functional = number_of(&functional.to_string());
        let rate = rate.map_or_else(|| "1".to_owned(), |rate| rate.to_string());
        let day = invoice["PostingDate"]
            .as_str()
            .and_then(|day| day.get(..10)?.parse().ok());
        let (year, period) = day.and_then(|day| company.period_of(day)).unwrap_or_default();
        company.add(
            "ARPostedDocuments",
            json!({
                "CustomerNumber": invoice["CustomerNumber"], "DocumentNumber": invoice["DocumentNumber"],
                "OrderNumber": invoice["OrderNumber"], "PONumber": invoice["PONumber"],
                "ShipmentNumber": invoice["ShipmentNumber"], "DocumentType": invoice["DocumentType"],
                "BatchNumber": invoice["BatchNumber"], "EntryNumber": invoice["EntryNumber"],
                "DocumentDate": invoice["DocumentDate"], "PostingDate": invoice["PostingDate"],
                "CurrencyCode": invoice["CurrencyCode"], "FullyPaid": "No",
                "CustomerCurrencyInvoiceAmount": invoice["DocumentTotalIncludingTax"],
                "CustomerCurrencyAmountDue": invoice["DocumentTotalIncludingTax"],
                "CustomerCurrencyTaxAmount": number_of(&tax.to_string()), "ExchangeRate": number_of(&rate),
                "FunctionalCurrencyInvoiceAmount": functional, "FunctionalCurrencyAmountDue": functional,
                "FiscalYear": year, "FiscalPeriod": period.to_string(), "LastActivityDate": invoice["PostingDate"],
            }),
        );
    }
}
