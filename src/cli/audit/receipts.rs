//! What settlements paid of invoices: each pair of order and settlement, with the A/R batch that clears it.

use std::io;

use anyhow::Result;

use super::rows::{Span, company_time, currency, records, words};
use super::source::Source;
use crate::books::record::Kind;
use crate::delivery::receipt_batch::ReceiptContent;
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
];

/// Writes a row for each pair.
pub(super) fn write(source: &Source, span: &Span, file: &mut RowFile) -> Result<()> {
    records(source, span, Kind::Receipt, |record| row(record, source, file))
}

fn row(record: &Record, source: &Source, file: &mut RowFile) -> io::Result<()> {
    let content = ReceiptContent::of(record).map_err(io::Error::other)?;
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
    ])
}
