//! What Amazon says of an order since it was sent: compared with what was sent, never sent itself.
//!
//! While an order that was sent is not known to be in Sage, what Amazon says newly takes the place of what was sent, since that
//! is planned where Sage has nothing. What was sent is kept beside it until Sage shows it.

use serde::{Deserialize, Serialize};

use super::stored::StoredOrder;
use crate::amazon::orders::Order;
use crate::books::exception::{self, ExceptionKind};
use crate::books::invoice::{CANCELLED, changes, same_as_told, same_substance};
use crate::delivery::{Result, stored};
use crate::store::{Change, Record, Step, Store};

/// What an order said when it was sent for this time.
#[derive(Serialize, Deserialize)]
struct AsSent {
    attempt: i64,
    content: String,
}

fn fact(record: &Record) -> String {
    format!("order/as-sent/{}", record.key)
}

/// Keeps what an order said when it was sent, before something newer takes its place.
///
/// # Errors
/// When the database cannot be read or written.
pub fn keep_as_sent(change: &Change<'_>, record: &Record) -> Result<()> {
    let Some(content) = &record.content else {
        return Ok(());
    };
    if as_sent(record, change.fact(&fact(record))?)?.is_some() {
        return Ok(());
    }
    let kept = AsSent {
        attempt: record.attempt,
        content: content.clone(),
    };
    Ok(change.note(&fact(record), &serde_json::to_string(&kept)?)?)
}

/// What it said when it was last sent, where something newer took its place.
fn as_sent(record: &Record, noted: Option<String>) -> Result<Option<String>> {
    let Some(text) = noted else { return Ok(None) };
    let kept: AsSent = stored(Some(&text), "sent order", &record.key)?;
    Ok((kept.attempt == record.attempt).then_some(kept.content))
}

/// What Amazon says otherwise of a record in Sage than when it was sent, in figures. That it was cancelled is told by itself.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn changed(store: &Store, record: &Record) -> Result<Option<String>> {
    if record.attempt == 0 {
        return Ok(None);
    }
    let noted = store.fact(&fact(record))?.map(|(text, _)| text);
    let Some(sent) = as_sent(record, noted)? else {
        return Ok(None);
    };
    let sent: StoredOrder = stored(Some(&sent), "sent order", &record.key)?;
    let Some(newer) = StoredOrder::of(record)? else {
        return Ok(None);
    };
    let said = said_otherwise(&sent, &newer.order);
    let changed = said.filter(|(kind, _)| *kind == exception::CHANGED_AFTER_INVOICE);
    Ok(changed.map(|(_, figures)| figures))
}

/// What was sent stands in Sage: a later version is compared with that, not with what came between.
///
/// # Errors
/// When the database cannot be read or written.
pub(super) fn ended(change: &mut Change<'_>, record: &Record) -> Result<()> {
    if record.attempt == 0 {
        return Ok(());
    }
    let Some(noted) = change.fact(&fact(record))? else {
        return Ok(());
    };
    if let Some(sent) = as_sent(record, Some(noted))?
        && let Some(version) = record.version
        && !StoredOrder::is_cancelled(record)?
        && let Some(posted) = change.record(record.kind, &record.key)?
    {
        let step = Step {
            content: Some((&sent, version)),
            event: "kept-as-sent",
            reason: posted.reason.as_deref(),
            detail: posted.detail.as_deref(),
            ..Step::default()
        };
        change.step(&posted, &step)?;
    }
    Ok(change.forget(&fact(record))?)
}

/// What a newer version of an invoiced order says otherwise, with its kind and in figures; none where it says the same.
pub fn said_otherwise(invoiced: &StoredOrder, newer: &Order) -> Option<(ExceptionKind, String)> {
    let mut figures = format!(
        "invoiced from {}, Amazon now says {}",
        total(&invoiced.order),
        total(newer)
    );
    if newer.status() == CANCELLED {
        return Some((exception::CANCELLED_AFTER_INVOICE, figures));
    }
    let is_same = if invoiced.from_report {
        same_as_told(&invoiced.order, newer)
    } else {
        same_substance(&invoiced.order, newer)
    };
    if is_same {
        return None;
    }
    // Told in full: a difference that was closed must not stand for a later one of the same total.
    let lines = changes(&invoiced.order, newer, invoiced.from_report);
    if !lines.is_empty() {
        figures = format!("{figures}: {lines}");
    }
    Some((exception::CHANGED_AFTER_INVOICE, figures))
}

/// The same where the content of the invoiced order was pruned: nothing is left to compare but that it was not cancelled.
pub fn said_of_pruned(newer: &Order) -> Option<(ExceptionKind, String)> {
    let figures =
        "what it was invoiced from was forgotten by [retention], Amazon now says that it was cancelled";
    (newer.status() == CANCELLED).then(|| (exception::CANCELLED_AFTER_INVOICE, figures.to_owned()))
}

fn total(order: &Order) -> String {
    let total = order.proceeds.as_ref().and_then(|proceeds| proceeds.grand_total);
    total.map_or_else(
        || "no total".to_owned(),
        |total| format!("{} {}", total.amount, total.currency_code),
    )
}
