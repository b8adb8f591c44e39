//! What settlements paid of invoices: each pair of order and settlement, with the A/R batch that clears it.

use std::collections::BTreeMap;
use std::io;

use anyhow::Result;
use chrono::NaiveDate;

use super::rows::{Span, company_time, currency, number, records, sage_of, words};
use super::source::Source;
use crate::books::record::Kind;
use crate::delivery::receipt_batch::ReceiptContent;
use crate::sage300::receivables::{ReceiptBatch, RecordType};
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
    "sage_batch",
    "sage_batch_type",
];

/// Writes a row for each pair.
pub(super) fn write(source: &Source, span: &Span, file: &mut RowFile) -> Result<()> {
    let made = made(source)?;
    records(source, span, Kind::Receipt, |record| {
        let content = ReceiptContent::of(record).map_err(io::Error::other)?;
        let made = content.batch.as_ref().and_then(|batch| made.get(batch));
        if span.has_posted(made.map(|made| made.date)) {
            row(record, &content, made, source, file)?;
        }
        Ok(())
    })
}

/// An A/R batch that was made.
struct Made {
    date: NaiveDate,
    /// Sage's number of it; empty until it is known.
    number: String,
    /// `CA` for receipts, `AD` for adjustments: Sage numbers each by itself.
    kind: RecordType,
}

/// Each A/R batch that was made, by its key.
fn made(source: &Source) -> Result<BTreeMap<String, Made>> {
    let mut made = BTreeMap::new();
    source.store.each_record(Kind::ReceiptBatch, |record| {
        let text = record.document.as_deref().unwrap_or_default();
        if let Ok(batch) = serde_json::from_str::<ReceiptBatch>(text) {
            let number = number(&sage_of(&record), "batchNumber");
            let (date, kind) = (batch.batch_date, batch.batch_record_type);
            made.insert(record.key, Made { date, number, kind });
        }
        true
    })?;
    Ok(made)
}

fn row(
    record: &Record,
    content: &ReceiptContent,
    made: Option<&Made>,
    source: &Source,
    file: &mut RowFile,
) -> io::Result<()> {
    let day = made.map(|made| made.date.to_string()).unwrap_or_default();
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
        Cell::Text(made.map_or("", |made| &made.number)),
        Cell::Text(made.map_or("", |made| made.kind.word())),
    ])
}
