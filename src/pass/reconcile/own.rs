//! What our records say up to a day: invoices and credit notes in Sage, and the journals with their orders.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::Result;
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::Value;

use super::applied::Applied;
use super::asked::AsOf;
use super::books::Books;
use crate::books::journal::Role;
use crate::books::record::{Kind, State};
use crate::delivery::journal::{self, Journal};
use crate::delivery::receipt_batch::ReceiptContent;
use crate::money::{Amount, Currency};
use crate::pass::receivables::Accepted;
use crate::store::Record;

/// An order of ours in Sage.
#[derive(Debug, Clone)]
pub(super) struct OwnOrder {
    /// Its number in Sage.
    pub number: String,
    /// Its currency.
    pub currency: Currency,
    /// What it was invoiced for; `None` where the invoice is another's: then Sage's word is taken.
    pub total: Option<Amount>,
    /// Whether the invoice is certain: not while the answer is, or while a person has yet to make the invoice.
    pub is_invoiced: bool,
    /// Whether its invoice counts only from a later day: then only what was applied before is looked at.
    pub is_later: bool,
    /// Its credit note, once Sage has it.
    pub credit_note: Option<(String, Amount)>,
}

/// A payment that others applied in A/R, and a person accepted up to the day.
#[derive(Debug, Clone)]
pub(super) struct OwnAccepted {
    /// The key of the pair.
    pub key: String,
    /// The Amazon order id.
    pub order: String,
    /// Its currency.
    pub currency: Currency,
    /// By how much the order's documents were reduced.
    pub applied: Amount,
    /// As much of it as went through `clearing`.
    pub on_clearing: Amount,
    /// The key under which the ledger tells that, where the batch is gone from the list.
    pub cleared_away: Option<String>,
}

/// Everything.
#[derive(Debug, Default)]
pub(super) struct Own {
    /// By Amazon order id.
    pub orders: BTreeMap<String, OwnOrder>,
    /// Those whose invoices count only from a later day.
    later_orders: BTreeMap<String, OwnOrder>,
    /// Posted up to the day.
    pub journals: Vec<Journal>,
    /// What a journal put on the accounts of sale lines: the account's role, the order, debit positive.
    pub by_order: HashMap<String, Vec<(Role, String, Amount)>>,
    /// Those that were posted later, or will be.
    pub later: Vec<Journal>,
    /// Payments that others applied, and a person accepted.
    pub accepted: Vec<OwnAccepted>,
    /// The customers that invoices went to, or will.
    pub customers: BTreeSet<String>,
}

/// Reads them, of every configuration that is proven together.
pub(super) fn read(all: &[Books<'_>], as_of: AsOf) -> Result<Own> {
    let mut own = Own::default();
    for books in all {
        one(books, as_of, &mut own)?;
    }
    Ok(own)
}

fn one(books: &Books<'_>, as_of: AsOf, own: &mut Own) -> Result<()> {
    let rows = &books.config.orders.customers;
    own.customers.extend(rows.iter().map(|row| row.customer.clone()));
    orders(books, as_of, own)?;
    credit_notes(books, as_of, own)?;
    accepted(books, as_of, own)?;
    let journals = journal::sent(books.store)?.into_iter();
    let (now, later): (Vec<_>, Vec<_>) = journals.partition(|journal| journal.posting_date <= as_of.day);
    own.journals.extend(now);
    own.later.extend(later);
    books.store.each_settled(|settled| {
        if let Some(journal) = settled.journal {
            let rows = own.by_order.entry(journal).or_default();
            rows.push((settled.role, settled.order, -settled.amount));
        }
        true
    })?;
    Ok(())
}

impl Own {
    /// Takes in the orders whose invoices another database made, and to which this one applied something.
    pub(super) fn of_others(&mut self, applied: &[Applied], as_of: AsOf) {
        for one in applied.iter().filter(|one| one.counts()) {
            for (order, _) in one.orders() {
                if let Some(later) = self.later_orders.remove(order) {
                    self.orders.insert(order.to_owned(), later);
                } else if one.sent.date <= as_of.day && !self.orders.contains_key(order) {
                    let other = OwnOrder {
                        number: order.to_owned(),
                        currency: one.sent.currency.unwrap_or(as_of.functional),
                        total: None,
                        is_invoiced: false,
                        is_later: false,
                        credit_note: None,
                    };
                    self.orders.insert(order.to_owned(), other);
                }
            }
        }
    }
}

/// Rows that are held at once.
const AT_ONCE: usize = 1_000;

/// Visits every record of a kind in some states, a few at a time.
fn each_in(
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

fn orders(books: &Books<'_>, as_of: AsOf, own: &mut Own) -> Result<()> {
    let states = [State::Posted, State::Sending, State::Uncertain];
    each_in(books, Kind::Order, &states, |record| {
        if let Some(customer) = &record.customer
            && !own.customers.contains(customer)
        {
            own.customers.insert(customer.clone());
        }
        let is_later = invoice_day(&record).is_some_and(|day| day > as_of.day);
        let Some(total) = record.amount else {
            return Ok(());
        };
        let sage: Numbers =
            serde_json::from_str(record.sage.as_deref().unwrap_or("null")).unwrap_or_default();
        let orders = if is_later {
            &mut own.later_orders
        } else {
            &mut own.orders
        };
        let order = OwnOrder {
            number: sage.order_number.unwrap_or_else(|| record.key.clone()),
            currency: record.currency.unwrap_or(as_of.functional),
            total: Some(total),
            is_invoiced: record.state == State::Posted && sage.invoice_number.is_some(),
            is_later,
            credit_note: None,
        };
        orders.insert(record.key, order);
        Ok(())
    })
}

/// Sage's numbers of an order, as they are kept.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Numbers {
    order_number: Option<String>,
    invoice_number: Option<String>,
}

/// The dates of a document that its invoice may count from.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Days {
    invoice_posting_date: Option<String>,
    invoice_date: Option<String>,
    order_date: Option<String>,
}

/// The day on which the invoice counts, by the document that was sent: its posting date.
fn invoice_day(record: &Record) -> Option<NaiveDate> {
    let days: Days = serde_json::from_str(record.document.as_deref()?).ok()?;
    let day = |text: Option<String>| text?.get(..10)?.parse().ok();
    day(days.invoice_posting_date)
        .or_else(|| day(days.invoice_date))
        .or_else(|| day(days.order_date))
}

fn accepted(books: &Books<'_>, as_of: AsOf, own: &mut Own) -> Result<()> {
    let zone = books.config.sage300.time_zone;
    each_in(books, Kind::Receipt, &[State::Posted], |receipt| {
        let Some(accepted) = Accepted::of(&receipt)? else {
            return Ok(());
        };
        if receipt.updated_at.with_timezone(&zone).date_naive() > as_of.day {
            return Ok(());
        }
        own.accepted.push(OwnAccepted {
            order: ReceiptContent::of(&receipt)?.order,
            currency: receipt.currency.unwrap_or(as_of.functional),
            applied: accepted.applied.unwrap_or_default(),
            on_clearing: accepted.on_clearing,
            cleared_away: accepted.cleared_away,
            key: receipt.key,
        });
        Ok(())
    })
}

fn credit_notes(books: &Books<'_>, as_of: AsOf, own: &mut Own) -> Result<()> {
    each_in(books, Kind::CreditNote, &[State::Posted], |note| {
        let (Some(total), Some(order)) = (note.amount, own.orders.get_mut(&note.key)) else {
            return Ok(());
        };
        let document: Value =
            serde_json::from_str(note.document.as_deref().unwrap_or("null")).unwrap_or_default();
        let sage: Value = serde_json::from_str(note.sage.as_deref().unwrap_or("null")).unwrap_or_default();
        let day: Option<NaiveDate> = document["CreditDebitNoteDate"]
            .as_str()
            .or_else(|| sage["date"].as_str())
            .and_then(|day| day.get(..10)?.parse().ok());
        if day.is_none_or(|day| day <= as_of.day) {
            let number = sage["creditNoteNumber"].as_str().map(str::to_owned);
            let number = number.unwrap_or_else(|| crate::books::credit_note::number(&note.key));
            order.credit_note = Some((number, total.abs()));
        }
        Ok(())
    })
}
