//! What settlements paid of invoices: each pair of order and settlement, with the A/R batch that clears it.

use std::collections::BTreeMap;
use std::io;

use anyhow::Result;
use chrono::NaiveDate;

use super::rows::{Span, company_time, currency, records, words};
use super::source::Source;
use crate::books::record::Kind;
use crate::delivery::receipt_batch::ReceiptContent;
use crate::sage300::receivables::ReceiptBatch;
use crate::store::{Record, time_text};
use crate::terminal::{RowCell as Cell, RowFile};

/// The columns, in their order.
pub(super) const COLUMNS: &[&str] = &[
    "amazon_order",
    "settlement",
    "state",
    "reason",
    "detail",
    "currency",
    "amount",
    "batch",
    "customer",
    "document",
    "updated_utc",
    "updated_company",
    "posting_date",
];

/// Writes a row for each pair.
pub(super) fn write(source: &Source, span: &Span, file: &mut RowFile) -> Result<()> {
    let dates = dates(source)?;
    records(source, span, Kind::Receipt, |record| {
        let content = ReceiptContent::of(record).map_err(io::Error::other)?;
        let day = content.batch.as_ref().and_then(|batch| dates.get(batch)).copied();
        if span.has_posted(day) {
            row(record, &content, day, source, file)?;
        }
        Ok(())
    })
}

/// The date of each A/R batch that was made.
fn dates(source: &Source) -> Result<BTreeMap<String, NaiveDate>> {
    let mut dates = BTreeMap::new();
    source.store.each_record(Kind::ReceiptBatch, |record| {
        let text = record.document.as_deref().unwrap_or_default();
        if let Ok(batch) = serde_json::from_str::<ReceiptBatch>(text) {
            dates.insert(record.key, batch.batch_date);
        }
        true
    })?;
    Ok(dates)
}

fn row(
    record: &Record,
    content: &ReceiptContent,
    day: Option<NaiveDate>,
    source: &Source,
    file: &mut RowFile,
) -> io::Result<()> {
    let day = day.map(|day| day.to_string()).unwrap_or_default();
    let updated = time_text(record.updated_at);
    let company = company_time(&updated, source.zone);
    let currency = currency(record);
    let amount = record.amount.map(|amount| amount.to_string()).unwrap_or_default();
    file.row(&[
        Cell::Text(&content.order),
        Cell::Text(&content.settlement),
        Cell::Text(record.state.word()),
        Cell::Text(words(&record.reason)),
        Cell::Text(words(&record.detail)),
        Cell::Text(&currency),
        Cell::Figure(&amount),
        Cell::Text(words(&content.batch)),
        Cell::Text(words(&content.customer)),
        Cell::Text(words(&content.document)),
        Cell::Figure(&updated),
        Cell::Figure(&company),
        Cell::Figure(&day),
    ])
}
