//! What is overdue between orders and settlements, and what was given back beyond its invoice: exceptions that open on
//! their day, and close themselves when what was missing has come.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};

use super::stored::{self, Frozen, StoredSettlement};
use crate::books::ageing::{Paid, not_settled, paid_not_shipped, refunded_above};
use crate::books::exception::{self, ExceptionKind};
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::config::{Document, SettlementMode};
use crate::money::Amount;
use crate::pass::orders::watermark_scope;
use crate::pass::session::Session;
use crate::store::{NewException, OpenException, Record};

/// The fact of when invoices without a settlement were last looked for.
const LOOKED: &str = "ageing/unsettled";
/// What begins the fact that the refunds of a settlement were held against their invoices.
const REFUNDS: &str = "ageing/refunds/";

/// Judges everything that can have come due since the last run.
pub(super) fn judge(session: &Session<'_>) -> Result<()> {
    let config = &session.config;
    let invoices = config.orders.document == Document::Invoice;
    if config.settlements()?.mode != SettlementMode::Invoices || !invoices {
        return Ok(());
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
/// closes it. What was shipped before the first settlement that is posted here was paid elsewhere.
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
        let Some(invoiced) = record.amount.filter(|_| is_ours) else {
            continue;
        };
        if let Some(figures) = not_settled(invoiced, record.updated_at, now, patience) {
            open(session, &record, exception::NOT_SETTLED, &figures)?;
        }
    }
    Ok(session.store.note(LOOKED, &by, now)?)
}

/// The orders of settlements that are new in Sage, each with its refunds in all of them.
fn refunds(session: &Session<'_>) -> Result<()> {
    let (mut fresh, mut orders) = (Vec::new(), BTreeSet::new());
    let posted = posted(session)?;
    for (record, frozen) in &posted {
        let fact = format!("{REFUNDS}{}", record.key);
        if session.store.fact(&fact)?.is_none() {
            orders.extend(frozen.refunded.iter().map(|refund| refund.order.as_str()));
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
            session.change(|change| Ok(change.close_exception(&open, session.actor(), &because)?))?;
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
        let named = settled.iter().find(|one| one.counts());
        return Ok(named.map(|one| format!("settlement {} has its lines", one.settlement)));
    }
    Ok(None)
}
