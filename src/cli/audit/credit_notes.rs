//! The credit notes that give invoices back, with what each gives back of which invoice, whoever made it in Sage.

use std::io;

use anyhow::Result;
use chrono::NaiveDate;
use serde_json::Value;

use super::rows::{
    Span, company_time, currency, invoice_number, invoice_tax, number, records, sage_of, words,
};
use super::source::Source;
use crate::books::fiscal_calendar::Calendar;
use crate::books::record::{Kind, State};
use crate::money::Amount;
use crate::store::{Record, time_text};
use crate::terminal::{RowCell as Cell, RowFile};

/// The columns, in their order.
pub(super) const COLUMNS: &[&str] = &[
    "amazon_order",
    "credit_note",
    "made_by",
    "state",
    "reason",
    "customer",
    "sage_invoice",
    "currency",
    "amount",
    "tax",
    "note_date",
    "fiscal_period",
    "updated_utc",
    "updated_company",
];

/// Writes a row for each; of a period those whose own date lies in it, and which Sage has.
pub(super) fn write(source: &Source, span: &Span, file: &mut RowFile) -> Result<()> {
    let calendar = source.store.fact(Calendar::KEPT)?;
    let calendar = calendar.and_then(|(text, _)| Calendar::from_kept(&text));
    records(source, span, Kind::CreditNote, |note| {
        let day = dated(note);
        if span.has_posted(day.filter(|_| note.state == State::Posted)) {
            row(note, day, calendar.as_ref(), source, file)?;
        }
        Ok(())
    })
}

/// The note's own date, which decides its period: as it was sent, else as Sage told it.
pub(super) fn dated(note: &Record) -> Option<NaiveDate> {
    let document: Value =
        serde_json::from_str(note.document.as_deref().unwrap_or("null")).unwrap_or_default();
    let sent = number(&document, "CreditDebitNoteDate");
    let told = match sent.is_empty() {
        true => number(&sage_of(note), "date"),
        false => sent,
    };
    told.get(..10)?.parse().ok()
}

fn row(
    note: &Record,
    day: Option<NaiveDate>,
    calendar: Option<&Calendar>,
    source: &Source,
    file: &mut RowFile,
) -> io::Result<()> {
    let order = source
        .store
        .record(Kind::Order, &note.key)
        .map_err(io::Error::other)?;
    let sage = sage_of(note);
    let is_ours = sage["byHand"] != true;
    let made_by = match (note.state, is_ours) {
        (State::Posted, true) => "ml-connector",
        (State::Posted, false) => "hand",
        _ => "",
    };
    // Ours mirrors the whole invoice, line by line, and so has its tax; of another only Sage tells it.
    let tax = order.as_ref().filter(|_| is_ours);
    let tax = tax.map(|order| invoice_tax(order, source)).unwrap_or_default();
    let period = day
        .zip(calendar)
        .and_then(|(day, calendar)| calendar.period_of(day));
    let period = period.map(|period| period.id.to_string()).unwrap_or_default();
    let amount = note.amount.map(Amount::abs);
    let updated = time_text(note.updated_at);
    let customer = words(&note.customer);
    let customer = match (customer, &order) {
        ("", Some(order)) => words(&order.customer),
        (own, _) => own,
    };
    file.row(&[
        Cell::Text(&note.key),
        Cell::Text(&number(&sage, "creditNoteNumber")),
        Cell::Text(made_by),
        Cell::Text(note.state.word()),
        Cell::Text(words(&note.reason)),
        Cell::Text(customer),
        Cell::Text(&order.as_ref().map(invoice_number).unwrap_or_default()),
        Cell::Text(&currency(note)),
        Cell::Figure(&amount.map(|amount| amount.to_string()).unwrap_or_default()),
        Cell::Figure(&tax),
        Cell::Figure(&day.map(|day| day.to_string()).unwrap_or_default()),
        Cell::Text(&period),
        Cell::Figure(&updated),
        Cell::Figure(&company_time(&updated, source.zone)),
    ])
}
