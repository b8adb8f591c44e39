//! The day on which a record counts in the ledger, by the document that was sent.

use chrono::NaiveDate;

use crate::books::record::State;
use crate::sage300::ledger::JournalBatch;
use crate::sage300::order_document::OrderDocument;
use crate::store::Record;

/// The day that decides the fiscal period of an order's invoice; none while it is not in Sage.
pub(super) fn invoiced_on(record: &Record) -> Option<NaiveDate> {
    let text = record
        .document
        .as_deref()
        .filter(|_| record.state == State::Posted)?;
    let document: OrderDocument = serde_json::from_str(text).ok()?;
    document
        .invoice_posting_date
        .or(document.invoice_date)
        .or(Some(document.order_date))
}

/// The day on which an order's invoice counts, by the document that was sent.
pub(super) fn posting_date(record: &Record) -> Option<NaiveDate> {
    let document: OrderDocument = serde_json::from_str(record.document.as_deref()?).ok()?;
    document.invoice_posting_date
}

/// The posting date of a journal's entry.
pub(super) fn posted_on(record: &Record) -> Option<NaiveDate> {
    let batch: JournalBatch = serde_json::from_str(record.document.as_deref()?).ok()?;
    Some(batch.journal_headers.first()?.posting_date)
}
