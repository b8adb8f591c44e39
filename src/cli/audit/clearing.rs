//! Per order: invoiced, given back by credit notes, settled, open as of a day, and for how long, by the days on which they count in Sage.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::NaiveDate;

use super::Source;
use super::credit_notes::dated;
use super::posting_days::posting_date;
use super::rows::{Span, currency, invoice_number, records, words};
use crate::books::journal::Role;
use crate::books::record::{Kind, State};
use crate::delivery::journal::sent;
use crate::money::Amount;
use crate::store::Record;
use crate::terminal::{RowCell as Cell, RowFile};

/// The columns, in their order.
pub(super) const COLUMNS: &[&str] = &[
    "amazon_order",
    "customer",
    "currency",
    "invoiced",
    "credited",
    "settled",
    "open",
    "invoice",
    "posting_date",
    "age_days",
];

/// What settlements put on `clearing` up to the day, by order.
fn settled(source: &Source, as_of: NaiveDate) -> Result<BTreeMap<String, Amount>> {
    let days: BTreeMap<String, NaiveDate> = sent(&source.store)?
        .into_iter()
        .map(|journal| (journal.key, journal.posting_date))
        .collect();
    let mut settled: BTreeMap<String, Amount> = BTreeMap::new();
    source.store.each_settled(|share| {
        let day = share.journal.as_ref().and_then(|key| days.get(key));
        if share.role == Role::Clearing && share.is_posted() && day.is_none_or(|day| *day <= as_of) {
            *settled.entry(share.order).or_default() += share.amount;
        }
        true
    })?;
    Ok(settled)
}

/// What credit notes gave back up to the day, by order.
fn credited(source: &Source, span: &Span, as_of: NaiveDate) -> Result<BTreeMap<String, Amount>> {
    let mut credited = BTreeMap::new();
    records(source, span, Kind::CreditNote, |note| {
        let counts = note.state == State::Posted && dated(note).is_none_or(|day| day <= as_of);
        if let Some(amount) = note.amount.filter(|_| counts) {
            credited.insert(note.key.clone(), amount.abs());
        }
        Ok(())
    })?;
    Ok(credited)
}

/// Orders that were invoiced, or settled, up to the day; those of marketplaces that the configuration does not have
/// are another configuration's.
pub(super) fn write(source: &Source, span: &Span, as_of: NaiveDate, file: &mut RowFile) -> Result<()> {
    let mut settled = settled(source, as_of)?;
    let credited = credited(source, span, as_of)?;
    let given_back = |key: &str| credited.get(key).copied().unwrap_or_default();
    records(source, span, Kind::Order, |record| {
        let paid = settled.remove(&record.key);
        let posted = posting_date(record).filter(|_| record.state == State::Posted);
        let counts = record.state == State::Posted && posted.is_none_or(|day| day <= as_of);
        if source.has_marketplace(record) && (counts || paid.is_some()) {
            row(
                &record.key,
                Some((record, counts, posted)),
                (given_back(&record.key), paid.unwrap_or_default()),
                as_of,
                file,
            )?;
        }
        Ok(())
    })?;
    for (key, paid) in &settled {
        row(key, None, (given_back(key), *paid), as_of, file)?;
    }
    Ok(())
}

fn row(
    key: &str,
    order: Option<(&Record, bool, Option<NaiveDate>)>,
    (credited, paid): (Amount, Amount),
    as_of: NaiveDate,
    file: &mut RowFile,
) -> std::io::Result<()> {
    let invoice = order.filter(|(_, counts, _)| *counts);
    let invoiced = invoice.and_then(|(record, ..)| record.amount).unwrap_or_default();
    let day = invoice.and_then(|(_, _, day)| day);
    let age = day
        .map(|day| (as_of - day).num_days().to_string())
        .unwrap_or_default();
    let record = order.map(|(record, ..)| record);
    file.row(&[
        Cell::Text(key),
        Cell::Text(record.map(|record| words(&record.customer)).unwrap_or_default()),
        Cell::Text(&record.map(currency).unwrap_or_default()),
        Cell::Figure(&invoiced.to_string()),
        Cell::Figure(&credited.to_string()),
        Cell::Figure(&paid.to_string()),
        Cell::Figure(&(invoiced - credited - paid).to_string()),
        Cell::Text(
            &invoice
                .map(|(record, ..)| invoice_number(record))
                .unwrap_or_default(),
        ),
        Cell::Figure(&day.map(|day| day.to_string()).unwrap_or_default()),
        Cell::Figure(&age),
    ])
}
