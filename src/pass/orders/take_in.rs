//! Storing what was read of an order: new, newer, changed after its invoice, or not readable at all.

use anyhow::Result;
use chrono::{DateTime, Utc};

use super::shown;
use crate::amazon::orders::Order;
use crate::books::decision::Word;
use crate::books::exception::{self, ExceptionKind};
use crate::books::invoice::{CANCELLED, SHIPPED};
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::client::amazon::{ReadOrder, is_nameless};
use crate::delivery::order::{StoredOrder, keep_as_sent, said_of_pruned, said_otherwise};
use crate::money::Amount;
use crate::pass::session::Session;
use crate::store::{Change, NewException, NewRecord, Record, Step};

/// How an order was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct How {
    /// With tax data.
    pub with_tax: bool,
    /// Asked for by its id, which no list that lags behind answers.
    pub by_id: bool,
}

/// Stores what was read of one order; returns whether it is new.
pub(super) fn take_in(
    change: &mut Change<'_>,
    session: &Session<'_>,
    read: &ReadOrder,
    how: How,
) -> Result<bool> {
    let order = match read {
        ReadOrder::Read(order) => order,
        ReadOrder::Unreadable { key, why, .. } => return set_aside(change, session, key, why),
    };
    let stored = StoredOrder {
        tax_was_read: how.with_tax,
        from_report: false,
        order: (**order).clone(),
    };
    let content = stored.to_text()?;
    shown::learn(change, &session.store, order)?;
    let Some(record) = change.record(Kind::Order, &order.order_id)? else {
        stage(change, order, &content)?;
        return Ok(true);
    };
    if record
        .version
        .is_some_and(|version| version > order.last_updated_time)
    {
        change.touch(record.id)?;
        return Ok(false);
    }
    if record.content.as_deref() == Some(content.as_str()) {
        match record.state {
            State::Held if how.by_id && is_newer_unreadable(&record) => {
                change.step(&record, &Step::to(State::Staged, "readable"))?;
            }
            // Not read, as far as asking it by its id goes.
            State::Held if is_newer_unreadable(&record) => {}
            State::Posted if how.by_id => close_unreadable(change, &record)?,
            _ => change.touch(record.id)?,
        }
        return Ok(false);
    }
    match record.state {
        State::Posted => after_posting(change, session, &record, order)?,
        _ => newer(change, session, &record, (&content, order))?,
    }
    Ok(false)
}

/// Stores an order that was not met before; its total where Amazon tells one.
pub(super) fn stage(change: &mut Change<'_>, order: &Order, content: &str) -> Result<()> {
    let total = order.proceeds.as_ref().and_then(|proceeds| proceeds.grand_total);
    change.stage(&NewRecord {
        kind: Kind::Order,
        key: &order.order_id,
        parent: None,
        marketplace: order.sales_channel.marketplace_id.as_deref(),
        version: Some(order.last_updated_time),
        content: Some(content),
        amount: total.map(|total| total.amount),
        currency: total.map(|total| total.currency_code),
    })?;
    Ok(())
}

/// A newer version of an order of which nothing is known to be in Sage.
fn newer(
    change: &mut Change<'_>,
    session: &Session<'_>,
    record: &Record,
    (content, order): (&str, &Order),
) -> Result<()> {
    // Also of one that was looked up as not there: Sage may carry it out yet.
    if record.attempt > 0 {
        keep_as_sent(change, record)?;
    }
    let planned_again = match record.state {
        State::Staged | State::Held | State::Ready => true,
        State::Skipped => record.reason.as_deref() != Some(reason::DECIDED.code),
        State::Sending | State::Uncertain | State::Failed | State::Posted => false,
    };
    let mut step = Step {
        content: Some((content, order.last_updated_time)),
        event: "read-again",
        ..Step::default()
    };
    if let Some(because) = left_out_before(session, record, order)? {
        let figures =
            format!("left out by a person (\u{201c}{because}\u{201d}), and shipped by Amazon since");
        tell(change, session, record, (exception::SHIPS_AFTER_ALL, &figures))?;
    }
    if planned_again {
        step.to = Some(State::Staged);
    } else {
        (step.reason, step.detail) = (record.reason.as_deref(), record.detail.as_deref());
    }
    Ok(change.step(record, &step)?)
}

/// The words with which a person left an order out before Amazon had shipped it, where it is shipped now.
fn left_out_before(session: &Session<'_>, record: &Record, newer: &Order) -> Result<Option<String>> {
    if record.state != State::Skipped || newer.status() != SHIPPED {
        return Ok(None);
    }
    let Some(before) = StoredOrder::of(record)?.filter(|before| before.order.status() != SHIPPED) else {
        return Ok(None);
    };
    // What Amazon cancelled and shipped was judged as it stood.
    if before.order.status() == CANCELLED {
        return Ok(None);
    }
    let decision = session.store.binding_decision(record.id)?;
    let skipped = decision.filter(|decision| decision.word == Word::Skip);
    Ok(skipped.map(|decision| decision.because))
}

/// A newer version of an order whose invoice stands in Sage: compared, never sent.
fn after_posting(
    change: &mut Change<'_>,
    session: &Session<'_>,
    record: &Record,
    newer: &Order,
) -> Result<()> {
    let said = match StoredOrder::of(record)? {
        Some(posted) => said_otherwise(&posted, newer),
        None => said_of_pruned(newer),
    };
    let Some((kind, mut figures)) = said else {
        return close_disproved(change, record, newer);
    };
    if kind == exception::CANCELLED_AFTER_INVOICE {
        match given_back(change, record)? {
            GivenBack::Whole => return Ok(change.touch(record.id)?),
            GivenBack::Part(part) => figures = format!("{figures}; a credit note gives back {part} of it"),
            GivenBack::Nothing => {}
        }
    }
    if tell(change, session, record, (kind, &figures))? {
        change.note(&told_by(record), &newer.last_updated_time.to_rfc3339())?;
    }
    Ok(change.touch(record.id)?)
}

/// Tells a person of an order; returns whether that is new.
fn tell(
    change: &mut Change<'_>,
    session: &Session<'_>,
    record: &Record,
    (kind, figures): (ExceptionKind, &str),
) -> Result<bool> {
    let is_new = change.open_exception(
        record,
        &NewException {
            kind,
            customer: None,
            figures,
        },
    )?;
    if is_new {
        session.newly_open();
    }
    Ok(is_new)
}

/// How much of an order's invoice a credit note in Sage gives back.
enum GivenBack {
    Nothing,
    Part(Amount),
    Whole,
}

fn given_back(change: &Change<'_>, order: &Record) -> Result<GivenBack> {
    let note = change.record(Kind::CreditNote, &order.key)?;
    let Some(note) = note.filter(|note| note.state == State::Posted) else {
        return Ok(GivenBack::Nothing);
    };
    Ok(match (note.amount.map(Amount::abs), order.amount) {
        (Some(part), Some(whole)) if part < whole => GivenBack::Part(part),
        _ => GivenBack::Whole,
    })
}

/// Why what Amazon said otherwise of an invoiced order is over.
const SAID_AGAIN: &str = "Amazon says again what was invoiced";

/// The version of an invoiced order that opened an exception.
fn told_by(record: &Record) -> String {
    format!("order/told-otherwise/{}", record.key)
}

/// Amazon says again of an invoiced order what it was invoiced from, in a version behind the one that said otherwise: a listing
/// that lags may show an earlier one.
fn close_disproved(change: &mut Change<'_>, record: &Record, newer: &Order) -> Result<()> {
    let told = change.fact(&told_by(record))?;
    let told = told.and_then(|text| text.parse::<DateTime<Utc>>().ok());
    if told.is_some_and(|told| told < newer.last_updated_time) {
        let kinds = [
            exception::CANCELLED_AFTER_INVOICE,
            exception::CHANGED_AFTER_INVOICE,
        ];
        change.close_disproved(record.id, SAID_AGAIN, |open| {
            kinds.iter().any(|kind| kind.code == open.kind)
        })?;
        change.forget(&told_by(record))?;
    }
    Ok(change.touch(record.id)?)
}

/// An order that could not be read is kept by its id, or by what tells its record from others, so that it is neither
/// lost nor in the others' way.
fn set_aside(change: &mut Change<'_>, session: &Session<'_>, id: &str, why: &str) -> Result<bool> {
    let hint = if is_nameless(id) {
        "; find the order in Seller Central, read it with `pull-orders --order ID`, then `resolve` this with --skip"
    } else {
        ""
    };
    let detail = format!("Amazon's record cannot be read: {why}{hint}");
    let existing = change.record(Kind::Order, id)?;
    let is_new = existing.is_none();
    let reason = match &existing {
        Some(record) if record.content.is_some() => reason::NEWER_UNREADABLE,
        _ => reason::UNREADABLE,
    };
    if let Some(record) = &existing {
        match record.state {
            State::Staged | State::Held | State::Ready => {}
            State::Failed if record.reason.as_deref().is_some_and(reason::is_transient) => {}
            State::Posted => {
                tell_unreadable(change, session, record, why)?;
                return Ok(false);
            }
            _ => return Ok(false),
        }
    }
    if is_new {
        change.stage(&NewRecord {
            kind: Kind::Order,
            key: id,
            parent: None,
            marketplace: None,
            version: None,
            content: None,
            amount: None,
            currency: None,
        })?;
    }
    if let Some(record) = change.record(Kind::Order, id)?
        && !record.stands(State::Held, reason.code, &detail)
    {
        change.step(
            &record,
            &Step::to(State::Held, "held").because(reason.code, &detail),
        )?;
        session.newly_open();
    } else if let Some(record) = existing {
        change.touch(record.id)?;
    }
    Ok(is_new)
}

/// What is told of an invoiced order begins so where what Amazon says newly of it did not read.
const UNREAD: &str = "what Amazon says newly of the order cannot be read";

/// Asked for by its id, it reads as it was invoiced.
fn close_unreadable(change: &mut Change<'_>, record: &Record) -> Result<()> {
    change.close_disproved(record.id, SAID_AGAIN, |open| {
        open.kind == exception::CHANGED_AFTER_INVOICE.code && open.figures.starts_with(UNREAD)
    })?;
    Ok(change.touch(record.id)?)
}

/// Of an order whose invoice stands in Sage: what Amazon says newly may be a cancellation.
fn tell_unreadable(change: &mut Change<'_>, session: &Session<'_>, record: &Record, why: &str) -> Result<()> {
    let figures = format!("{UNREAD}: {why}");
    let is_new = tell(
        change,
        session,
        record,
        (exception::CHANGED_AFTER_INVOICE, &figures),
    )?;
    if let Some(version) = record.version.filter(|_| is_new) {
        change.note(&told_by(record), &version.to_rfc3339())?;
    }
    Ok(change.touch(record.id)?)
}

/// Whether an order is held since a newer version of it could not be read: what was read before is planned no more.
pub(super) fn is_newer_unreadable(record: &Record) -> bool {
    record.state == State::Held && record.reason.as_deref() == Some(reason::NEWER_UNREADABLE.code)
}
