//! Storing what was read of an order: new, newer, changed after its invoice, or not readable at all.

use anyhow::Result;

use super::shown;
use crate::amazon::orders::Order;
use crate::books::decision::Word;
use crate::books::invoice::{CANCELLED, SHIPPED};
use crate::books::record::{Kind, State};
use crate::books::{exception, reason};
use crate::client::amazon::{ReadOrder, is_nameless};
use crate::delivery::order::{StoredOrder, keep_as_sent, said_of_pruned, said_otherwise};
use crate::pass::session::Session;
use crate::store::{Change, NewException, NewRecord, Record, Step};

/// Stores what was read of one order; returns whether it is new.
pub(super) fn take_in(
    change: &mut Change<'_>,
    session: &Session<'_>,
    read: &ReadOrder,
    with_tax: bool,
) -> Result<bool> {
    let order = match read {
        ReadOrder::Read(order) => order,
        ReadOrder::Unreadable { key, why, .. } => return set_aside(change, session, key, why),
    };
    let stored = StoredOrder {
        tax_was_read: with_tax,
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
        return Ok(false);
    }
    if record.content.as_deref() == Some(content.as_str()) {
        change.touch(record.id)?;
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
        let exception = NewException {
            kind: exception::SHIPS_AFTER_ALL,
            customer: None,
            figures: &figures,
        };
        if change.open_exception(record, &exception)? {
            session.newly_open();
        }
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
    let Some((kind, figures)) = said else {
        return Ok(change.touch(record.id)?);
    };
    if kind == exception::CANCELLED_AFTER_INVOICE && is_given_back(change, record)? {
        return Ok(change.touch(record.id)?);
    }
    let exception = NewException {
        kind,
        customer: None,
        figures: &figures,
    };
    if change.open_exception(record, &exception)? {
        session.newly_open();
    }
    Ok(change.touch(record.id)?)
}

/// Whether a credit note in Sage gives the order's invoice back.
fn is_given_back(change: &Change<'_>, order: &Record) -> Result<bool> {
    let note = change.record(Kind::CreditNote, &order.key)?;
    Ok(note.is_some_and(|note| note.state == State::Posted))
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
    if let Some(record) = &existing
        && !matches!(record.state, State::Staged | State::Held)
    {
        return Ok(false);
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
        && record.detail.as_deref() != Some(detail.as_str())
    {
        change.step(
            &record,
            &Step::to(State::Held, "held").because(reason::UNREADABLE.code, &detail),
        )?;
        session.newly_open();
    }
    Ok(is_new)
}
