//! The tables that an accountant asks for, written from the records as they stand.

use std::collections::BTreeMap;
use std::io;

use anyhow::Result;
use chrono::{DateTime, Utc};
use serde_json::Value;

use super::rows::{Span, company_time, currency, number, plain, records, sage_of, words};
use super::source::Source;
use super::{receipts, refunds, settlement_lines};
use crate::books::journal::Role;
use crate::books::record::{Kind, State};
use crate::money::Amount;
use crate::sage300::order_document::OrderDocument;
use crate::store::{Record, time_text};
use crate::terminal::{RowCell as Cell, RowFile};

/// Which table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum What {
    /// Every settlement line, with its category, account, batch and entry
    JournalLines,
    /// Every order's invoice, with Amazon's and Sage's numbers
    Invoices,
    /// Per order: invoiced, settled, open, and for how long
    Clearing,
    /// Per order and settlement: what was paid of the invoice, and the A/R batch that clears it
    Receipts,
    /// Per order and settlement: what was given back, by kind, and whether goods came back
    Refunds,
    /// Every difference between invoices and settlements that was reported
    Variances,
    /// Every quantity that was offered
    Quantities,
}

impl What {
    /// The columns, in their order.
    pub(super) fn columns(self) -> &'static [&'static str] {
        match self {
            Self::JournalLines => settlement_lines::COLUMNS,
            Self::Invoices => &[
                "amazon_order",
                "state",
                "reason",
                "marketplace",
                "customer",
                "order_date",
                "total",
                "currency",
                "sage_order",
                "sage_shipment",
                "sage_invoice",
                "updated_utc",
                "updated_company",
            ],
            Self::Clearing => &[
                "amazon_order",
                "customer",
                "currency",
                "invoiced",
                "settled",
                "open",
                "invoice",
                "since_utc",
                "age_days",
            ],
            Self::Receipts => receipts::COLUMNS,
            Self::Refunds => refunds::COLUMNS,
            Self::Variances => &[
                "amazon_id",
                "kind",
                "figures",
                "opened_utc",
                "closed_utc",
                "closed_by",
                "because",
            ],
            Self::Quantities => &[
                "seller_sku",
                "state",
                "reason",
                "detail",
                "before",
                "quantity",
                "updated_utc",
                "updated_company",
            ],
        }
    }
}

/// Writes a table.
pub(super) fn write(
    what: What,
    source: &Source,
    span: &Span,
    now: DateTime<Utc>,
    file: &mut RowFile,
) -> Result<()> {
    match what {
        What::JournalLines => settlement_lines::write(source, span, file),
        What::Invoices => records(source, span, Kind::Order, |record| invoice(record, source, file)),
        What::Quantities => records(source, span, Kind::Quantity, |record| {
            quantity(record, source, file)
        }),
        What::Clearing => clearing(source, span, now, file),
        What::Receipts => receipts::write(source, span, file),
        What::Refunds => refunds::write(source, span, file),
        What::Variances => variances(source, span, file),
    }
}

fn invoice(record: &Record, source: &Source, file: &mut RowFile) -> io::Result<()> {
    let sage = sage_of(record);
    let document: Option<OrderDocument> = record
        .document
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok());
    let date = document
        .map(|document| document.order_date.to_string())
        .unwrap_or_default();
    let updated = time_text(record.updated_at);
    file.row(&[
        Cell::Text(&record.key),
        Cell::Text(record.state.word()),
        Cell::Text(words(&record.reason)),
        Cell::Text(words(&record.marketplace)),
        Cell::Text(words(&record.customer)),
        Cell::Figure(&date),
        Cell::Figure(&plain(record.amount)),
        Cell::Text(&currency(record)),
        Cell::Text(&number(&sage, "orderNumber")),
        Cell::Text(&number(&sage, "shipmentNumber")),
        Cell::Text(&number(&sage, "invoiceNumber")),
        Cell::Figure(&updated),
        Cell::Figure(&company_time(&updated, source.zone)),
    ])
}

fn quantity(record: &Record, source: &Source, file: &mut RowFile) -> io::Result<()> {
    let text = record.content.as_deref().unwrap_or("null");
    let figures: Value = serde_json::from_str(text).unwrap_or_default();
    let updated = time_text(record.updated_at);
    file.row(&[
        Cell::Text(&record.key),
        Cell::Text(record.state.word()),
        Cell::Text(words(&record.reason)),
        Cell::Text(words(&record.detail)),
        Cell::Figure(&number(&figures, "old")),
        Cell::Figure(&number(&figures, "new")),
        Cell::Figure(&updated),
        Cell::Figure(&company_time(&updated, source.zone)),
    ])
}

/// What the parts of settlements that stand in Sage put on `clearing`, by order.
fn settled(source: &Source) -> Result<BTreeMap<String, Amount>> {
    let mut settled: BTreeMap<String, Amount> = BTreeMap::new();
    source.store.each_settled(|share| {
        if share.role == Role::Clearing && share.is_posted() {
            *settled.entry(share.order).or_default() += share.amount;
        }
        true
    })?;
    Ok(settled)
}

/// Orders that were invoiced and not yet settled in full, or settled and not invoiced.
fn clearing(source: &Source, span: &Span, now: DateTime<Utc>, file: &mut RowFile) -> Result<()> {
    let mut settled = settled(source)?;
    let mut row = |key: &str, record: Option<&Record>, paid: Amount| {
        let posted = record.filter(|record| record.state == State::Posted);
        let invoiced = posted.and_then(|record| record.amount).unwrap_or_default();
        let since = posted.map(|record| record.updated_at);
        let age = since
            .map(|since| (now - since).num_days().to_string())
            .unwrap_or_default();
        file.row(&[
            Cell::Text(key),
            Cell::Text(record.map(|record| words(&record.customer)).unwrap_or_default()),
            Cell::Text(&record.map(currency).unwrap_or_default()),
            Cell::Figure(&invoiced.to_string()),
            Cell::Figure(&paid.to_string()),
            Cell::Figure(&(invoiced - paid).to_string()),
            Cell::Text(
                &posted
                    .map(|record| number(&sage_of(record), "invoiceNumber"))
                    .unwrap_or_default(),
            ),
            Cell::Figure(&since.map(time_text).unwrap_or_default()),
            Cell::Figure(&age),
        ])
    };
    records(source, span, Kind::Order, |record| {
        let paid = settled.remove(&record.key);
        if record.state == State::Posted || paid.is_some() {
            row(&record.key, Some(record), paid.unwrap_or_default())?;
        }
        Ok(())
    })?;
    for (key, paid) in &settled {
        row(key, None, *paid)?;
    }
    Ok(())
}

fn variances(source: &Source, span: &Span, file: &mut RowFile) -> Result<()> {
    for one in source.store.exceptions_of("variance")? {
        if !span.holds(&one.opened_at) {
            continue;
        }
        file.row(&[
            Cell::Text(&one.key),
            Cell::Text(&one.record_kind),
            Cell::Text(&one.figures),
            Cell::Figure(&one.opened_at),
            Cell::Figure(&one.closed_at),
            Cell::Text(&one.closed_by),
            Cell::Text(&one.because),
        ])?;
    }
    Ok(())
}
