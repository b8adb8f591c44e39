//! What the database knows of orders and settlements that are to be cleared.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Context, Result};
use chrono::NaiveDate;
use serde_json::Value;

use crate::books::credit_note;
use crate::books::receivables::{SourceRate, Standing};
use crate::books::record::{Kind, State};
use crate::delivery::receipt_batch::ReceiptContent;
use crate::pass::credit_notes::number_of;
use crate::pass::session::Session;
use crate::sage300::ledger::JournalBatch;
use crate::store::Record;

/// An order's place in the books.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub standing: Standing,
    /// Its number in Sage.
    pub number: String,
    /// Its invoice's, as far as it is known here.
    pub invoice: Option<String>,
    /// Whether it was only met in a settlement: the next pull of orders plans it.
    pub fresh: bool,
}

/// What the database knows of an order.
pub(super) fn order(session: &Session<'_>, id: &str) -> Result<Order> {
    let Some(record) = session.store.record(Kind::Order, id)? else {
        return Ok(Order {
            standing: Standing::Coming,
            number: id.to_owned(),
            invoice: None,
            fresh: true,
        });
    };
    let standing = match record.state {
        State::Posted => Standing::Posted,
        State::Skipped => Standing::Never,
        _ => Standing::Coming,
    };
    let sage = record
        .sage
        .as_deref()
        .and_then(|text| serde_json::from_str::<Value>(text).ok())
        .unwrap_or_default();
    let told = |name: &str| sage[name].as_str().map(str::to_owned);
    let number = told("orderNumber");
    let prefix = &session.config.orders.number_prefix;
    Ok(Order {
        standing,
        number: number.unwrap_or_else(|| format!("{prefix}{id}")),
        invoice: told("invoiceNumber"),
        fresh: record.state == State::Staged && record.reason.is_none(),
    })
}

/// The credit notes that Sage has of orders of which something was taken back: their numbers, by order.
pub(super) fn notes(
    session: &Session<'_>,
    waiting: &[Record],
    contents: &[ReceiptContent],
) -> Result<BTreeMap<String, String>> {
    let mut notes = BTreeMap::new();
    let is_back = |receipt: &Record| receipt.amount.unwrap_or_default().is_negative();
    let pairs = waiting.iter().zip(contents);
    for (_, content) in pairs.filter(|(receipt, _)| is_back(receipt)) {
        if let Some(number) = note(session, &content.order)? {
            notes.insert(content.order.clone(), number);
        }
    }
    Ok(notes)
}

/// The number of the credit note that gave an order back, once Sage has it.
fn note(session: &Session<'_>, order: &str) -> Result<Option<String>> {
    let note = session.store.record(Kind::CreditNote, order)?;
    let Some(note) = note.filter(|note| note.state == State::Posted) else {
        return Ok(None);
    };
    Ok(Some(
        number_of(&note).unwrap_or_else(|| credit_note::number(order)),
    ))
}

/// A settlement's journals as far as clearing needs them.
#[derive(Debug, Clone)]
pub(super) struct Journals {
    /// The posting date of each part, by its key.
    pub days: HashMap<String, NaiveDate>,
    /// That of the last one.
    pub last: NaiveDate,
    /// The rate of all of them.
    pub rate: SourceRate,
}

/// The days and the rate of a settlement's journals; none when nothing was posted for it.
pub(super) fn journals(session: &Session<'_>, settlement: &str) -> Result<Option<Journals>> {
    let mut found: Option<Journals> = None;
    for part in session.store.parts(Kind::Journal, settlement)? {
        if part.state == State::Skipped {
            continue;
        }
        let text = part.document.as_deref().unwrap_or_default();
        let batch: JournalBatch = serde_json::from_str(text)
            .with_context(|| format!("the stored document of {} cannot be read", part.key))?;
        Journals::take_in(&mut found, &part.key, &batch);
    }
    Ok(found)
}

impl Journals {
    /// Takes in the document of a part.
    pub(super) fn take_in(found: &mut Option<Self>, key: &str, batch: &JournalBatch) {
        let Some(header) = batch.journal_headers.first() else {
            return;
        };
        let day = header.posting_date;
        let journals = found.get_or_insert_with(|| Self {
            days: HashMap::new(),
            last: day,
            rate: SourceRate::default(),
        });
        journals.days.insert(key.to_owned(), day);
        if day < journals.last {
            return;
        }
        journals.last = day;
        let line = header.journal_details.first();
        let rate = line
            .filter(|line| line.source_currency.is_some())
            .map(|line| SourceRate {
                rate: line.currency_rate,
                date: line.currency_rate_date,
                rate_type: line.currency_rate_table.clone(),
            });
        journals.rate = rate.unwrap_or_default();
    }
}

/// Orders by their Amazon id.
pub(super) type Orders = HashMap<String, Order>;
