//! Closing what is open of SKUs that are not to be touched any more.

use std::collections::BTreeSet;

use anyhow::Result;

use super::figures::Figures;
use crate::books::reason::{self, Reason};
use crate::books::record::{Kind, State};
use crate::store::{Change, Record, Step};

/// Not to be touched any more: an open record is closed, one that waits for a feed waits on.
pub(super) fn write_left(
    change: &mut Change<'_>,
    record: &Record,
    why: Reason,
    in_feed: &BTreeSet<String>,
) -> Result<()> {
    if waits(why) {
        return Ok(());
    }
    match record.state {
        State::Staged | State::Held | State::Ready | State::Failed => skip(change, record, why, why.advice),
        State::Sending | State::Uncertain if !in_feed.contains(&record.key) => give_up(change, record, why),
        State::Sending | State::Uncertain | State::Posted | State::Skipped => Ok(()),
    }
}

/// Whether what is not to be touched now is only waited for.
pub(super) fn waits(why: Reason) -> bool {
    why == reason::IN_FEED || why == reason::JUST_ACCEPTED
}

/// What was sent without an answer cannot be read back any more. A quantity is no ledger entry, of which there could be one
/// too many: it ends, with what was sent.
fn give_up(change: &mut Change<'_>, record: &Record, why: Reason) -> Result<()> {
    let figures = Figures::of(record).unwrap_or_default().words();
    let unanswered = format!("{figures} was sent and never answered");
    let step = Step {
        sage_name: Some(&figures),
        ..Step::to(State::Failed, "unanswered")
    };
    change.step(record, &step.because(reason::NO_ANSWER.code, &unanswered))?;
    match change.record(Kind::Quantity, &record.key)? {
        Some(failed) => skip(change, &failed, why, &format!("{unanswered}; {}", why.advice)),
        None => Ok(()),
    }
}

fn skip(change: &mut Change<'_>, record: &Record, why: Reason, detail: &str) -> Result<()> {
    let step = Step::to(State::Skipped, "skipped").because(why.code, detail);
    Ok(change.step(record, &step)?)
}
