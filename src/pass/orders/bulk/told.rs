//! How an order of a report stands to what is stored: known, told for sure, or to be asked for.

use anyhow::Result;
use chrono::TimeDelta;

use super::super::shown;
use super::super::take_in::stage;
use super::super::terms::unsure_of;
use super::parts::File;
use crate::amazon::all_orders::ReportedOrder;
use crate::amazon::orders::Order;
use crate::books::invoice::{Unsure, same_as_told};
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::delivery::order::StoredOrder;
use crate::pass::session::Session;
use crate::store::{Change, Record, Step};

/// How it stands.
pub(super) enum Told {
    /// It is stored already as it is now, or newer.
    Known,
    /// Its invoice stands in Sage and would be the same.
    Same(i64),
    /// It is told for sure.
    Sure(Box<Order>, Option<Box<Record>>),
    /// It has to be asked for; why, in words.
    Unsure(&'static str),
}

/// In the order in which they are told.
const UNREADABLE: &str = "a row that does not read";
const DOUBTFUL: &str = "at the end of the file, or its rows stand apart";
const CHANGED: &str = "its invoice stands in Sage already";

/// Judges an order.
pub(super) fn told(session: &Session<'_>, file: &File, reported: &ReportedOrder) -> Result<Told> {
    let record = session.store.record(Kind::Order, reported.id())?;
    // The file tells whole seconds, and does not say how they are rounded.
    let updated = reported.updated().map(|at| at - TimeDelta::seconds(1));
    if let Some(record) = &record
        && let (Some(version), Some(updated)) = (record.version, updated)
        && version >= updated
    {
        return Ok(Told::Known);
    }
    let order = match sure(session, file, reported) {
        Ok(order) => order,
        Err(words) => return Ok(Told::Unsure(words)),
    };
    let Some(record) = record else {
        return Ok(Told::Sure(Box::new(order), None));
    };
    match record.state {
        State::Staged | State::Held | State::Ready => Ok(Told::Sure(Box::new(order), Some(Box::new(record)))),
        State::Posted => {
            let posted = StoredOrder::of(&record)?;
            let same = posted.is_some_and(|posted| same_as_told(&order, &posted.order));
            Ok(if same {
                Told::Same(record.id)
            } else {
                Told::Unsure(CHANGED)
            })
        }
        _ => Ok(Told::Unsure(CHANGED)),
    }
}

/// The order where the file tells it for sure, whatever is stored of it.
pub(super) fn sure(
    session: &Session<'_>,
    file: &File,
    reported: &ReportedOrder,
) -> Result<Order, &'static str> {
    if file.doubtful.contains(reported.id()) {
        return Err(DOUBTFUL);
    }
    // What is not shipped has no price yet, so that it does not read: that it is not shipped says more.
    let order = reported.order().map_err(|_| match reported.is_shipped() {
        true => UNREADABLE,
        false => Unsure::Status.words(),
    })?;
    match unsure_of(&session.config, &order) {
        Some(unsure) => Err(Unsure::words(unsure)),
        None => Ok(order),
    }
}

/// Stores an order that is told for sure; returns whether it is new.
pub(super) fn take_in(
    change: &mut Change<'_>,
    session: &Session<'_>,
    order: &Order,
    record: Option<&Record>,
) -> Result<bool> {
    let stored = StoredOrder {
        tax_was_read: false,
        from_report: true,
        order: order.clone(),
    };
    let content = stored.to_text()?;
    shown::learn(change, &session.store, order)?;
    let Some(record) = record else {
        stage(change, order, &content)?;
        return Ok(true);
    };
    let mut step = Step {
        content: Some((&content, order.last_updated_time)),
        event: "read-again",
        ..Step::default()
    };
    if record.reason.as_deref() != Some(reason::DECIDED.code) {
        step.to = Some(State::Staged);
    }
    change.step(record, &step)?;
    Ok(false)
}
