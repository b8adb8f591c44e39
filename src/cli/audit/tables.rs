//! The tables that an accountant asks for, written from the records as they stand.

use std::io;

use anyhow::Result;
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;

use super::posting_days::invoiced_on;
use super::rows::{Span, company_time, currency, invoice_tax, number, plain, records, sage_of, words};
use super::source::Source;
use super::{clearing, credit_notes, deposits, open_items, receipts, refunds, settlement_lines};
use crate::amazon::marketplaces::Marketplace;
use crate::books::fiscal_calendar::Calendar;
use crate::books::record::Kind;
use crate::sage300::order_document::OrderDocument;
use crate::store::{Record, time_text};
use crate::terminal::{RowCell as Cell, RowFile};

/// Which table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(in crate::cli) enum What {
    /// Every settlement line, with its category, account, batch and entry
    JournalLines,
    /// Every order's invoice, with Amazon's and Sage's numbers
    Invoices,
    /// Per order: invoiced, settled and open as of a day, and for how long
    Clearing,
    /// Every payout: trace id, amount, what Amazon converted it to, expected date, Sage's batch, age
    Deposits,
    /// Per order and settlement: what was paid of the invoice, and the A/R batch that clears it
    Receipts,
    /// Per order and settlement: what was given back, by kind, and whether goods came back
    Refunds,
    /// Every credit note: the invoice that it gives back, amount, tax and date, and whether a person made it
    CreditNotes,
    /// Every difference between invoices and settlements that was reported
    Variances,
    /// Every quantity that was offered
    Quantities,
    /// Every record and exception that is open, with its age
    OpenItems,
}

impl What {
    /// Whether the table is of a day.
    pub(super) fn has_day(self) -> bool {
        matches!(self, Self::Clearing | Self::Deposits)
    }

    /// The columns, in their order.
    pub(in crate::cli) fn columns(self) -> &'static [&'static str] {
        match self {
            Self::JournalLines => settlement_lines::COLUMNS,
            Self::Invoices => &[
                "amazon_order",
                "state",
                "reason",
                "marketplace",
                "customer",
                "order_date",
                "ship_date",
                "posting_date",
                "fiscal_period",
                "total",
                "tax",
                "currency",
                "sage_order",
                "sage_shipment",
                "sage_invoice",
                "updated_utc",
                "updated_company",
                "invoice_date",
            ],
            Self::Clearing => clearing::COLUMNS,
            Self::Deposits => deposits::COLUMNS,
            Self::OpenItems => open_items::COLUMNS,
            Self::Receipts => receipts::COLUMNS,
            Self::Refunds => refunds::COLUMNS,
            Self::CreditNotes => credit_notes::COLUMNS,
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
    (now, as_of): (DateTime<Utc>, NaiveDate),
    file: &mut RowFile,
) -> Result<()> {
    match what {
        What::JournalLines => settlement_lines::write(source, span, file),
        What::Invoices => {
            let calendar = source.store.fact(Calendar::KEPT)?;
            let calendar = calendar.and_then(|(text, _)| Calendar::from_kept(&text));
            records(source, span, Kind::Order, |record| {
                if span.has_posted(invoiced_on(record)) {
                    invoice(record, source, calendar.as_ref(), file)?;
                }
                Ok(())
            })
        }
        What::Quantities => records(source, span, Kind::Quantity, |record| {
            if span.holds(&time_text(record.updated_at)) {
                quantity(record, source, file)?;
            }
            Ok(())
        }),
        What::OpenItems => open_items::write(source, span, now, file),
        What::Clearing => clearing::write(source, span, as_of, file),
        What::Deposits => deposits::write(source, as_of, file),
        What::Receipts => receipts::write(source, span, file),
        What::Refunds => refunds::write(source, span, file),
        What::CreditNotes => credit_notes::write(source, span, file),
        What::Variances => variances(source, span, file),
    }
}

fn invoice(
    record: &Record,
    source: &Source,
    calendar: Option<&Calendar>,
    file: &mut RowFile,
) -> io::Result<()> {
    let sage = sage_of(record);
    let document: Option<OrderDocument> = record
        .document
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok());
    let posted = document
        .as_ref()
        .and_then(|document| document.invoice_posting_date);
    let period = posted
        .zip(calendar)
        .and_then(|(day, calendar)| calendar.period_of(day));
    let period = period.map(|period| period.id.to_string()).unwrap_or_default();
    let posted = posted.map(|day| day.to_string()).unwrap_or_default();
    let shipped = record.shipped.filter(|_| document.is_some());
    let shipped = shipped.map(|at| source.day(at).to_string()).unwrap_or_default();
    let tax = invoice_tax(record, source);
    let sent = document.as_ref().and_then(|document| document.invoice_date);
    let invoiced = match number(&sage, "invoiceDate") {
        told if told.is_empty() => sent.map(|day| day.to_string()).unwrap_or_default(),
        told => told,
    };
    let date = document
        .map(|document| document.order_date.to_string())
        .unwrap_or_default();
    let updated = time_text(record.updated_at);
    file.row(&[
        Cell::Text(&record.key),
        Cell::Text(record.state.word()),
        Cell::Text(words(&record.reason)),
        Cell::Text(marketplace(record)),
        Cell::Text(words(&record.customer)),
        Cell::Figure(&date),
        Cell::Figure(&shipped),
        Cell::Figure(&posted),
        Cell::Text(&period),
        Cell::Figure(&plain(record.amount)),
        Cell::Figure(&tax),
        Cell::Text(&currency(record)),
        Cell::Text(&number(&sage, "orderNumber")),
        Cell::Text(&number(&sage, "shipmentNumber")),
        Cell::Text(&number(&sage, "invoiceNumber")),
        Cell::Figure(&updated),
        Cell::Figure(&company_time(&updated, source.zone)),
        Cell::Figure(&invoiced),
    ])
}

/// The name of a marketplace, or its id where nobody knows one.
fn marketplace(record: &Record) -> &str {
    let id = words(&record.marketplace);
    Marketplace::find(id).map_or(id, |known| known.name)
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
