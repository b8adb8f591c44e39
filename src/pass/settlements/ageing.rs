//! What is overdue between orders and settlements, and what was given back beyond its invoice: exceptions that open on
//! their day, and close themselves when what was missing has come.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::stored::{self, Frozen, StoredSettlement};
use crate::books::ageing::{Invoiced, Paid, not_settled, paid_not_shipped, refunded_above};
use crate::books::exception::{self, ExceptionKind};
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::config::{Document, SettlementMode};
use crate::delivery::{self, order::Orders};
use crate::money::Amount;
use crate::pass::orders::watermark_scope;
use crate::pass::session::Session;
use crate::sage300::order_document::OrderDocument;
use crate::store::{ITSELF, NewException, OpenException, Record};

/// The fact of when invoices without a settlement were last looked for.
const LOOKED: &str = "ageing/unsettled";
/// What begins the fact that the refunds of a settlement were held against their invoices.
const REFUNDS: &str = "ageing/refunds/";

/// Orders that are looked at together.
const PAGE: usize = 500;
/// The fact of up to when orders without an invoice were judged; once a day is enough.
const UNINVOICED: &str = "ageing/uninvoiced";
/// Why an order that is in Sage has no invoice.
const NOT_INVOICED: &str = "nobody invoiced the order in Sage";

/// Judges everything that can have come due since the last run.
pub(super) fn judge(session: &Session<'_>) -> Result<()> {
    let config = &session.config;
    if config.settlements()?.mode != SettlementMode::Invoices {
        return Ok(());
    }
    if config.orders.document != Document::Invoice {
        return uninvoiced(session);
    }
    close_what_is_over(session)?;
    unshipped(session)?;
    unsettled(session)?;
    refunds(session)
}

fn open(session: &Session<'_>, record: &Record, kind: ExceptionKind, figures: &str) -> Result<()> {
    let new = NewException {
        kind,
        customer: None,
        figures,
    };
    session.change(|change| {
        if change.open_exception(record, &new)? {
            session.newly_open();
        }
        Ok(())
    })
}

/// What settlements in Sage put against the invoice of an order.
fn paid(session: &Session<'_>, order: &str) -> Result<Paid> {
    let mut paid = Paid {
        settled: Amount::ZERO,
        last_line: None,
    };
    for settled in session.store.settled_of_order(order)? {
        if settled.meets_invoice() && settled.settlement_state == State::Posted {
            paid.settled += settled.amount;
            paid.last_line = paid.last_line.max(stored_end(session, &settled.settlement)?);
        }
    }
    Ok(paid)
}

fn stored_end(session: &Session<'_>, settlement: &str) -> Result<Option<DateTime<Utc>>> {
    let record = session.store.record(Kind::Settlement, settlement)?;
    Ok(match record {
        Some(record) => StoredSettlement::of(&record)?.end(),
        None => None,
    })
}

/// Where persons make the invoices: orders in Sage that are paid, and of which none made one in its time. The next runs of
/// orders look for the invoice, which closes it.
fn uninvoiced(session: &Session<'_>) -> Result<()> {
    let patience = TimeDelta::from_std(session.config.settlements()?.unshipped_after)?;
    // What came due since was not looked for yet.
    let Some(looked) = delivery::all_followed_since(session, &Orders)? else {
        return Ok(());
    };
    let judged = session
        .store
        .fact(UNINVOICED)?
        .and_then(|(text, _)| text.parse().ok());
    if judged.is_some_and(|judged: DateTime<Utc>| looked - judged < TimeDelta::days(1)) {
        return Ok(());
    }
    let mut behind = 0;
    loop {
        let records = session.store.posted_orders(None, true, behind, PAGE)?;
        let Some(last) = records.last() else { break };
        behind = last.id;
        for record in &records {
            let paid = paid(session, &record.key)?;
            if let Some(figures) = paid_not_shipped(paid, NOT_INVOICED, looked, patience) {
                open(session, record, exception::NO_INVOICE, &figures)?;
            }
        }
    }
    let now = session.clock.now();
    Ok(session.store.note(UNINVOICED, &looked.to_rfc3339(), now)?)
}

/// Orders that are paid and wait, or were cancelled: their money stays on `clearing`.
fn unshipped(session: &Session<'_>) -> Result<()> {
    let patience = TimeDelta::from_std(session.config.settlements()?.unshipped_after)?;
    for key in session.store.paid_without_invoice()? {
        let Some(record) = session.store.record(Kind::Order, &key)? else {
            continue;
        };
        // One that was only met in a settlement is planned by the next pull of orders.
        let Some(waits) = record.reason.as_deref() else {
            continue;
        };
        // What was not read since may have shipped long ago.
        let marketplace = record.marketplace.as_deref().unwrap_or_default();
        let Some(read) = session.store.watermark(&watermark_scope(marketplace))? else {
            continue;
        };
        let paid = paid(session, &key)?;
        if let Some(figures) = paid_not_shipped(paid, waits, read.at, patience) {
            open(session, &record, exception::PAID_NOT_SHIPPED, &figures)?;
        }
    }
    Ok(())
}

/// Invoices that no settlement named in their time. Each is judged once, on its day: a settlement that comes later
/// closes it, and what a credit note gave back is not waited for. What was shipped before the first settlement that is
/// posted here was paid elsewhere.
fn unsettled(session: &Session<'_>) -> Result<()> {
    let settlements = session.config.settlements()?;
    let (now, patience) = (
        session.clock.now(),
        TimeDelta::from_std(settlements.unsettled_after)?,
    );
    let by = patience.num_seconds().to_string();
    // Other days than last time: everything is judged by them anew. A day more is looked at again, for clocks that differ.
    let looked = session.store.fact(LOOKED)?.filter(|(noted, _)| *noted == by);
    let after = looked.map_or(DateTime::UNIX_EPOCH, |(_, at)| at - patience - TimeDelta::days(1));
    for key in session.store.posted_unsettled(after, now - patience)? {
        let Some(record) = session.store.record(Kind::Order, &key)? else {
            continue;
        };
        let is_ours = record.shipped.is_some_and(|shipped| shipped >= settlements.start);
        let Some(total) = record.amount.filter(|_| is_ours) else {
            continue;
        };
        if given_back_by(session, &record)?.is_some() {
            continue;
        }
        let invoice = Invoiced {
            total,
            currency: record.currency,
            on: invoiced_on(session, &record),
            since: record.updated_at,
        };
        if let Some(figures) = not_settled(invoice, now, patience) {
            open(session, &record, exception::NOT_SETTLED, &figures)?;
        }
    }
    Ok(session.store.note(LOOKED, &by, now)?)
}

/// The date of an order's invoice, by its document, else by when it shipped.
fn invoiced_on(session: &Session<'_>, order: &Record) -> NaiveDate {
    let document = order
        .document
        .as_deref()
        .map(serde_json::from_str::<OrderDocument>);
    let dated = document
        .and_then(Result::ok)
        .and_then(|document| document.invoice_date);
    dated.unwrap_or_else(|| {
        let zone = session.config.sage300.time_zone;
        let at = order.shipped.unwrap_or(order.updated_at);
        at.with_timezone(&zone).date_naive()
    })
}

/// The credit note in Sage that gives the whole invoice of an order back: no settlement has to pay that.
fn given_back_by(session: &Session<'_>, order: &Record) -> Result<Option<Record>> {
    let note = session.store.record(Kind::CreditNote, &order.key)?;
    Ok(note.filter(|note| {
        let is_whole = |total: Amount| note.amount.is_some_and(|credited| credited.abs() >= total);
        note.state == State::Posted && order.amount.is_some_and(is_whole)
    }))
}

/// The orders of settlements that are new in Sage, each with its refunds in all of them.
fn refunds(session: &Session<'_>) -> Result<()> {
    let (mut fresh, mut orders) = (Vec::new(), BTreeSet::new());
    let posted = posted(session)?;
    for (record, frozen) in &posted {
        let fact = format!("{REFUNDS}{}", record.key);
        if session.store.fact(&fact)?.is_some() {
            continue;
        }
        let mut waits = false;
        for refund in &frozen.refunded {
            orders.insert(refund.order.as_str());
            waits |= waits_for_its_invoice(session, &refund.order)?;
        }
        if !waits {
            fresh.push(fact);
        }
    }
    let sums = given_back(&posted, &orders);
    for (order, sum) in sums {
        let Some(record) = session.store.record(Kind::Order, order)? else {
            continue;
        };
        let (State::Posted, Some(invoiced)) = (record.state, record.amount) else {
            continue;
        };
        if let Some(figures) = refunded_above(invoiced, sum) {
            open(session, &record, exception::REFUNDED_ABOVE_INVOICE, &figures)?;
        }
    }
    let now = session.clock.now();
    for fact in fresh {
        session.store.note(&fact, "judged", now)?;
    }
    Ok(())
}

/// Whether an order may still be invoiced, so that what was given back of it cannot be judged for good.
fn waits_for_its_invoice(session: &Session<'_>, order: &str) -> Result<bool> {
    let record = session.store.record(Kind::Order, order)?;
    Ok(record.is_some_and(|record| !matches!(record.state, State::Posted | State::Skipped)))
}

/// The settlements in Sage with what was frozen of them.
fn posted(session: &Session<'_>) -> Result<Vec<(Record, Frozen)>> {
    let mut found = Vec::new();
    for record in stored::all(&session.store)? {
        if record.state == State::Posted
            && let Some(frozen) = Frozen::of(&record)?
        {
            found.push((record, frozen));
        }
    }
    Ok(found)
}

/// What all settlements gave back for each of these orders, from the seller's side.
fn given_back<'a>(posted: &'a [(Record, Frozen)], orders: &BTreeSet<&str>) -> BTreeMap<&'a str, Amount> {
    let mut sums = BTreeMap::new();
    for refund in posted.iter().flat_map(|(_, frozen)| &frozen.refunded) {
        if orders.contains(refund.order.as_str()) {
            *sums.entry(refund.order.as_str()).or_insert(Amount::ZERO) +=
                refund.sales_given_back().sum::<Amount>();
        }
    }
    sums
}

/// Closes what the last settlements, or a shipment, have put right.
fn close_what_is_over(session: &Session<'_>) -> Result<()> {
    for open in session.store.open_exceptions()? {
        if open.record_kind != Kind::Order.word() {
            continue;
        }
        let Some(record) = session.store.record(Kind::Order, &open.key)? else {
            continue;
        };
        if let Some(because) = because(session, &open, &record)? {
            session.change(|change| Ok(change.close_exception(&open, ITSELF, &because)?))?;
        }
    }
    Ok(())
}

fn because(session: &Session<'_>, open: &OpenException, record: &Record) -> Result<Option<String>> {
    let is = |kind: ExceptionKind| open.kind == kind.code;
    if is(exception::PAID_NOT_SHIPPED) {
        let decided = record.reason.as_deref() == Some(reason::DECIDED.code);
        return Ok(match record.state {
            State::Posted => Some("the order is invoiced now".to_owned()),
            State::Skipped if decided => Some("a person decided about the order".to_owned()),
            _ if paid(session, &record.key)?.settled.is_zero() => {
                Some("what was settled for it was taken back".to_owned())
            }
            _ => None,
        });
    }
    if is(exception::NOT_SETTLED) {
        let settled = session.store.settled_of_order(&record.key)?;
        if let Some(named) = settled.iter().find(|one| one.counts()) {
            return Ok(Some(format!("settlement {} has its lines", named.settlement)));
        }
        let note = given_back_by(session, record)?;
        return Ok(note.map(|_| "a credit note gives its invoice back".to_owned()));
    }
    Ok(None)
}
