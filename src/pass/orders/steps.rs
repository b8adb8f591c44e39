//! What planning writes: a document to send, or why there is none, once Sage has been asked where it must be.

use anyhow::Result;
use chrono::{DateTime, Utc};

use crate::books::invoice::{Planned, PlannedInvoice};
use crate::books::reason::{self, Reason};
use crate::books::record::State;
use crate::pass::session::Session;
use crate::store::{Change, Record, Step, hash_of};

/// An order that is not sent, once Sage has been asked whether it stands there.
#[derive(Debug)]
pub(super) struct Aside {
    /// The row of its record.
    pub record: i64,
    /// `Held` or `Skipped`.
    pub state: State,
    /// Why.
    pub reason: Reason,
    /// In a person's words.
    pub detail: String,
}

/// What planning leaves to be looked up in Sage.
pub(super) enum Left {
    /// Before its hold is lifted.
    Recheck(i64),
    /// Before it is held or left out.
    Aside(Aside),
}

/// Writes what planning found, or says that the order must be looked up in Sage first.
pub(super) fn take_step(
    change: &mut Change<'_>,
    session: &Session<'_>,
    (record, shipped): (&Record, DateTime<Utc>),
    planned: &Planned,
) -> Result<Option<Left>> {
    let aside = match planned {
        Planned::Document(_) if record.reason.as_deref() == Some(reason::ALREADY_IN_SAGE.code) => {
            return Ok(Some(Left::Recheck(record.id)));
        }
        Planned::Document(planned) => {
            make_ready(change, record, planned, shipped)?;
            return Ok(None);
        }
        Planned::Wait(reason) => {
            settle_into(change, record, State::Staged, "waiting", *reason, reason.advice)?;
            return Ok(None);
        }
        Planned::Skip(reason) => Aside {
            record: record.id,
            state: State::Skipped,
            reason: *reason,
            detail: reason.advice.to_owned(),
        },
        Planned::Hold(hold) => Aside {
            record: record.id,
            state: State::Held,
            reason: hold.reason,
            detail: hold.detail.clone(),
        },
    };
    if may_stand_in_sage(record, &aside) {
        return Ok(Some(Left::Aside(aside)));
    }
    set_aside(change, session, record, &aside)?;
    Ok(None)
}

/// Whether Sage is asked before an order is held or left out: a database is no witness of what it never saw, such as
/// an order that another one sent before Amazon cancelled it, or before its period was closed. Nor does it know of one that
/// it sent and that was not there when it was looked up: Sage may have carried it out since.
fn may_stand_in_sage(record: &Record, aside: &Aside) -> bool {
    let is_new = record.state != aside.state || record.reason.as_deref() != Some(aside.reason.code);
    is_new && (record.attempt > 0 || aside.reason != reason::NOT_AMAZON)
}

/// Writes that an order is held or left out.
pub(super) fn set_aside(
    change: &mut Change<'_>,
    session: &Session<'_>,
    record: &Record,
    aside: &Aside,
) -> Result<()> {
    let held = aside.state == State::Held;
    let word = if held { "held" } else { "skipped" };
    session.count(word);
    if held && (record.state != State::Held || record.reason.as_deref() != Some(aside.reason.code)) {
        session.newly_open();
    }
    settle_into(change, record, aside.state, word, aside.reason, &aside.detail)
}

fn settle_into(
    change: &mut Change<'_>,
    record: &Record,
    state: State,
    event: &str,
    reason: Reason,
    detail: &str,
) -> Result<()> {
    if record.stands(state, reason.code, detail) {
        return Ok(());
    }
    Ok(change.step(record, &Step::to(state, event).because(reason.code, detail))?)
}

/// Stores the exact document; what is sent later is this text and no other.
pub(super) fn make_ready(
    change: &mut Change<'_>,
    record: &Record,
    planned: &PlannedInvoice,
    shipped: DateTime<Utc>,
) -> Result<()> {
    let document = serde_json::to_string(&planned.document)?;
    let hash = hash_of(document.as_bytes());
    if record.state == State::Ready && record.document_sha256.as_deref() == Some(hash.as_str()) {
        return Ok(());
    }
    let step = Step {
        document: Some((&document, &hash)),
        customer: Some(&planned.document.customer_number),
        amount: Some((planned.total, planned.currency)),
        shipped: Some(shipped),
        request_sha256: Some(&hash),
        ..Step::to(State::Ready, "planned")
    };
    Ok(change.step(record, &step)?)
}
