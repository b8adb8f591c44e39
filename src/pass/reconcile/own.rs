//! What our records say up to a day: invoices and credit notes in Sage, and the journals with their orders.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::Value;

use super::applied::Applied;
use super::asked::AsOf;
use super::books::Books;
use super::met::EverMet;
use super::orders::{At, CreditNote, NewOrder, Orders};
use crate::books::journal::Role;
use crate::books::record::{Kind, State};
use crate::delivery::journal::{self, Journal};
use crate::delivery::receipt_batch::ReceiptContent;
use crate::money::{Amount, Currency};
use crate::pass::receivables::Accepted;
use crate::store::{Bare, Record, StoreError};

/// A payment that others applied in A/R, and a person accepted up to the day.
#[derive(Debug, Clone)]
pub(super) struct OwnAccepted {
    /// The key of the pair.
    pub key: String,
    /// The Amazon order id.
    pub order: String,
    /// The settlement that paid it.
    pub settlement: String,
    /// Its currency.
    pub currency: Currency,
    /// What the settlement paid.
    pub paid: Amount,
    /// By how much the order's documents were reduced.
    pub applied: Amount,
    /// As much of it as went through `clearing`.
    pub on_clearing: Amount,
    /// The key under which the ledger tells that, where the batch is gone from the list.
    pub cleared_away: Option<String>,
}

/// What a journal put on an account of sale lines for an order, debit positive.
#[derive(Debug, Clone, Copy)]
pub(super) struct Share {
    /// The account's role.
    pub role: Role,
    /// The order.
    pub order: At,
    /// How much.
    pub amount: Amount,
}

/// Everything.
#[derive(Debug, Default)]
pub(super) struct Own {
    /// Those in Sage, or on their way there.
    pub orders: Orders,
    /// Posted up to the day.
    pub journals: Vec<Journal>,
    /// By the key of the journal.
    pub shares: BTreeMap<String, Vec<Share>>,
    /// Those that were posted later, or will be.
    pub later: Vec<Journal>,
    /// Payments that others applied, and a person accepted.
    pub accepted: Vec<OwnAccepted>,
    /// The customers that invoices went to, or will.
    pub customers: BTreeSet<String>,
}

/// Reads them, of every configuration that is proven together; invoices that were met before count already.
pub(super) fn read(all: &[Books<'_>], as_of: AsOf, met: &EverMet) -> Result<Own> {
    let mut own = Own::default();
    for books in all {
        let rows = &books.config.orders.customers;
        own.customers.extend(rows.iter().map(|row| row.customer.clone()));
        orders(books, (as_of, met), &mut own)?;
    }
    own.orders.sort();
    for books in all {
        credit_notes(books, as_of, &mut own)?;
        accepted(books, as_of, &mut own)?;
        let journals = journal::sent(books.store)?.into_iter();
        let (now, later): (Vec<_>, Vec<_>) = journals.partition(|journal| journal.posting_date <= as_of.day);
        own.journals.extend(now);
        own.later.extend(later);
        shares(books, as_of, &mut own)?;
    }
    Ok(own)
}

impl Own {
    /// What each journal put on `clearing` for an order.
    pub(super) fn put_on_clearing(&self, order: &str) -> impl Iterator<Item = (&Journal, Amount)> {
        self.journals.iter().map(move |journal| {
            let shares = self.shares.get(&journal.key).into_iter().flatten();
            // One that has no invoice counts among no orders, and is known by its id alone.
            let of_order =
                |share: &&Share| share.role == Role::Clearing && self.orders.id(share.order) == order;
            let put = shares.filter(of_order).map(|share| share.amount).sum();
            (journal, put)
        })
    }

    /// Takes in the orders whose invoices another database made, and to which this one applied something.
    pub(super) fn of_others(&mut self, applied: &[Applied], as_of: AsOf) {
        for one in applied.iter().filter(|one| one.counts()) {
            for (order, _) in one.orders() {
                if self.orders.is_own(order) || one.date <= as_of.day {
                    self.orders
                        .bring_in(order, one.currency.unwrap_or(as_of.functional));
                }
            }
        }
    }
}

/// Rows that are held at once.
const AT_ONCE: usize = 1_000;

/// Visits every record of a kind in some states, a few at a time.
pub(super) fn each_in(
    books: &Books<'_>,
    kind: Kind,
    states: &[State],
    mut visit: impl FnMut(Record) -> Result<()>,
) -> Result<()> {
    let mut after = 0;
    loop {
        let records = books.store.records_in(kind, states, after, AT_ONCE)?;
        let Some(last) = records.last() else {
            return Ok(());
        };
        after = last.id;
        records.into_iter().try_for_each(&mut visit)?;
    }
}

fn orders(books: &Books<'_>, (as_of, met): (AsOf, &EverMet), own: &mut Own) -> Result<()> {
    let states = [State::Posted, State::Sending, State::Uncertain];
    let mut beginning = Vec::new();
    books.store.each_bare(Kind::Order, &states, |record| {
        if let Some(customer) = record.customer
            && !own.customers.contains(customer)
        {
            own.customers.insert(customer.to_owned());
        }
        let Some(total) = record.amount else {
            return Ok(());
        };
        let sage: Numbers<'_> = read_or_default(record.sage);
        let is_later = !met.orders.has(row_of(record.id))
            && invoice_day(record, &mut beginning)?.is_some_and(|day| day > as_of.day);
        own.orders.add(&NewOrder {
            id: record.key,
            number: sage.order_number.as_deref().unwrap_or(record.key),
            currency: record.currency.unwrap_or(as_of.functional),
            total,
            is_invoiced: record.state == State::Posted && sage.invoice_number.is_some(),
            is_later,
            invoice: sage.invoice_number.as_deref().unwrap_or_default(),
            record: row_of(record.id),
        });
        Ok(())
    })?;
    Ok(())
}

/// A row as it is kept in few bytes; of more than four thousand million the others are one.
fn row_of(id: i64) -> u32 {
    u32::try_from(id).unwrap_or(u32::MAX)
}

/// Sage's numbers of an order, as they are kept.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Numbers<'a> {
    #[serde(borrow)]
    order_number: Option<std::borrow::Cow<'a, str>>,
    #[serde(borrow)]
    invoice_number: Option<std::borrow::Cow<'a, str>>,
}

/// What a stored text says; nothing where it says nothing of the sort.
fn read_or_default<'a, T: Default + Deserialize<'a>>(text: Option<&'a str>) -> T {
    serde_json::from_str(text.unwrap_or("null")).unwrap_or_default()
}

/// The dates of a document that its invoice may count from.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Days {
    invoice_posting_date: Option<String>,
    invoice_date: Option<String>,
    order_date: Option<String>,
}

/// Bytes of a document before its lines: the days stand there.
const BEFORE_LINES: usize = 640;

/// The property of the day on which the invoice counts. Within a text quotation marks are escaped, so this is the property
/// and nothing else; no line has it.
const POSTING_DATE: &str = "\"InvoicePostingDate\":\"";

/// The day on which the invoice counts, by the document that was sent: its posting date.
fn invoice_day(record: &Bare<'_>, beginning: &mut Vec<u8>) -> Result<Option<NaiveDate>, StoreError> {
    if record.document_begins(BEFORE_LINES, beginning)?
        && let Some(found) = memchr::memmem::find(beginning, POSTING_DATE.as_bytes())
        && let Some(day) = beginning.get(found + POSTING_DATE.len()..).and_then(day_of)
    {
        return Ok(Some(day));
    }
    let Some(document) = record.document()? else {
        return Ok(None);
    };
    let plain = document.split_once(POSTING_DATE);
    if let Some(found) = plain.and_then(|(_, rest)| day_of(rest.as_bytes())) {
        return Ok(Some(found));
    }
    let days: Days = read_or_default(Some(&document));
    let all = [days.invoice_posting_date, days.invoice_date, days.order_date];
    Ok(all.into_iter().flatten().find_map(|text| day_of(text.as_bytes())))
}

/// The day that a text begins with.
fn day_of(text: &[u8]) -> Option<NaiveDate> {
    std::str::from_utf8(text.get(..10)?).ok()?.parse().ok()
}

fn accepted(books: &Books<'_>, as_of: AsOf, own: &mut Own) -> Result<()> {
    let mut keys = Vec::new();
    books
        .store
        .each_bare(Kind::Receipt, &[State::Posted], |receipt| {
            let cleared: Cleared = read_or_default(receipt.sage);
            if cleared.batch.is_none() {
                keys.push(receipt.key.to_owned());
            }
            Ok(())
        })?;
    let zone = books.config.sage300.time_zone;
    for key in keys {
        let Some(receipt) = books.store.record(Kind::Receipt, &key)? else {
            continue;
        };
        let Some(accepted) = Accepted::of(&receipt)? else {
            continue;
        };
        if receipt.updated_at.with_timezone(&zone).date_naive() > as_of.day {
            continue;
        }
        own.accepted.push(OwnAccepted {
            order: ReceiptContent::of(&receipt)?.order,
            settlement: receipt.parent.clone().unwrap_or_default(),
            currency: receipt.currency.unwrap_or(as_of.functional),
            paid: receipt.amount.unwrap_or_default(),
            applied: accepted.applied.unwrap_or_default(),
            on_clearing: accepted.on_clearing,
            cleared_away: accepted.cleared_away,
            key: receipt.key,
        });
    }
    Ok(())
}

/// What a payment bears that was posted with a batch of ours: nobody has to accept it.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Cleared {
    batch: Option<serde::de::IgnoredAny>,
}

fn credit_notes(books: &Books<'_>, as_of: AsOf, own: &mut Own) -> Result<()> {
    let states = [State::Posted, State::Sending, State::Uncertain];
    each_in(books, Kind::CreditNote, &states, |note| {
        let (Some(total), Some(order)) = (note.amount, own.orders.find(&note.key)) else {
            return Ok(());
        };
        let document: Value = read_or_default(note.document.as_deref());
        let sage: Value = read_or_default(note.sage.as_deref());
        let day: Option<NaiveDate> = document["CreditDebitNoteDate"]
            .as_str()
            .or_else(|| sage["date"].as_str())
            .and_then(|day| day.get(..10)?.parse().ok());
        if day.is_none_or(|day| day <= as_of.day) {
            let number = sage["creditNoteNumber"].as_str().map(str::to_owned);
            let number = number.unwrap_or_else(|| crate::books::credit_note::number(&note.key));
            let kept = CreditNote {
                number,
                total: total.abs(),
                record: row_of(note.id),
                is_certain: note.state == State::Posted,
            };
            own.orders.credit(order, kept);
        }
        Ok(())
    })
}

fn shares(books: &Books<'_>, as_of: AsOf, own: &mut Own) -> Result<()> {
    let (orders, shares) = (&mut own.orders, &mut own.shares);
    books.store.each_share(|journal, role, order, amount| {
        let share = Share {
            role,
            order: orders.place(order, as_of.functional),
            amount: -amount,
        };
        match shares.get_mut(journal) {
            Some(known) => known.push(share),
            None => {
                shares.insert(journal.to_owned(), vec![share]);
            }
        }
    })?;
    Ok(())
}
