//! Settling batches that an earlier run left on their way, before anything new is sent.
//!
//! A batch has no key that Sage would refuse twice, so one that is not found is sent again only when two
//! runs, far enough apart by Sage's own clock, have not found it.

use anyhow::Result;
use chrono::TimeDelta;

use super::find;
use super::post::{follow, write_found};
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::pass::session::Session;
use crate::store::{Record, Step};

/// Settles every batch of a kind that may be in Sage without our knowing.
pub(in crate::pass) fn settle(session: &Session<'_>, kind: Kind) -> Result<()> {
    let open = [State::Sending, State::Uncertain];
    let records = session.store.records_in(kind, &open, 0, usize::MAX)?;
    for record in &records {
        if session.is_interrupted() {
            return Ok(());
        }
        session.terminal.step(format!(
            "looking up {}, which an earlier run left open",
            record.key
        ));
        one(session, record)?;
        if let Some(parent) = record.parent.as_ref().filter(|_| kind == Kind::Journal) {
            follow(session, parent)?;
        }
    }
    Ok(())
}

fn one(session: &Session<'_>, record: &Record) -> Result<()> {
    if let Some(found) = find(session, record)? {
        return session.change(|change| write_found(change, session, record, &found, "found"));
    }
    let now = session.sage()?.ledger_time()?;
    let wait = TimeDelta::from_std(session.config.sage300.uncertain_batch_wait)?;
    let (state, missed, detail) = match (record.missed_at, now) {
        (Some(first), Some(now)) if now >= first && now - first >= wait => {
            let detail = format!("not found at {first} and at {now}: it may be sent");
            (State::Ready, None, detail)
        }
        (Some(first), Some(now)) if now >= first => {
            let detail = format!("not found since {first}; it may be sent from {} on", first + wait);
            (State::Uncertain, Some(first), detail)
        }
        // The first lookup, or a clock that went back, which starts the wait anew.
        (_, now) => (
            State::Uncertain,
            now,
            "not found yet; a later run looks again".to_owned(),
        ),
    };
    if state == record.state
        && missed == record.missed_at
        && record.detail.as_deref() == Some(detail.as_str())
    {
        return Ok(());
    }
    session.change(|change| {
        let step = Step {
            missed_at: Some(missed),
            ..Step::to(state, "not-found")
        };
        let code = (state == State::Uncertain).then_some(reason::NO_ANSWER.code);
        let step = Step {
            reason: code,
            detail: Some(&detail),
            ..step
        };
        Ok(change.step(record, &step)?)
    })
}
