//! A person sends something again: what was posted only when Sage has it nowhere, what was refused after a look-up.

use super::accept::one_anywhere;
use super::{Deliverable, Depth, Found, InSage, Result, Run, taken_in};
use crate::books::record::State;
use crate::exit::Exit;
use crate::store::{Record, Step};

/// What came of a person's wish to send a posted record again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// Refused, with the reason said.
    Refused,
    /// A dry run: it would be sent.
    Would,
    /// It is ready.
    Ready,
}

/// A posted record is looked up in every place: there, it is refused with its numbers; gone, a person decides.
///
/// # Errors
/// When Sage cannot be asked.
pub fn posted_again(
    run: &Run<'_>,
    kind: &dyn Deliverable,
    record: &Record,
    even_if_posted: bool,
    dry_run: bool,
) -> Result<Again> {
    let found = one_anywhere(run, kind, record)?;
    let refuse = |why: String| {
        run.at_least_because(Exit::Attention, format!("{}: refused, {why}", kind.named(record)));
        Ok(Again::Refused)
    };
    let deleted = match found {
        Some(Found::Ours(in_sage)) => {
            return refuse(format!("{} stands in {}", in_sage.shown, in_sage.place));
        }
        Some(Found::ByHand(in_sage)) => {
            return refuse(format!("{} in Sage carries its Amazon id", in_sage.shown));
        }
        Some(Found::Partial { number, what }) => {
            return refuse(format!("{} {number} stands in Sage ({what})", kind.noun(record)));
        }
        Some(Found::Unclear(why)) => return refuse(why),
        Some(Found::Deleted(in_sage)) => Some(in_sage),
        None => None,
    };
    if !even_if_posted {
        let why = "it was posted and Sage no longer has it; `--even-if-posted` sends it again";
        return refuse(why.to_owned());
    }
    if dry_run {
        return Ok(Again::Would);
    }
    reopen(run, kind, record, deleted.as_ref())?;
    Ok(Again::Ready)
}

/// What is kept of a posted record whose batch was deleted in Sage, so that it counts for nothing any more; none where Sage does
/// not list it as deleted, or has another one of it.
///
/// # Errors
/// When Sage cannot be asked.
pub fn deleted_kept(
    run: &Run<'_>,
    kind: &dyn Deliverable,
    record: &Record,
) -> Result<Option<Option<String>>> {
    Ok(match one_anywhere(run, kind, record)? {
        Some(Found::Deleted(in_sage)) => Some(kind.form().reopened(record, Some(&in_sage)).1),
        _ => None,
    })
}

/// The record goes back to ready, and so does what hangs on it; both facts stand in the audit log.
fn reopen(run: &Run<'_>, kind: &dyn Deliverable, record: &Record, deleted: Option<&InSage>) -> Result<()> {
    let (was, kept) = kind.form().reopened(record, deleted);
    let reason = format!("was posted as {was}; found nowhere in Sage; a person sends it again");
    run.change(|change| {
        let step = Step {
            sage: kept.as_deref(),
            reopens: true,
            ..Step::to(State::Ready, "reopened")
        };
        change.step(record, &step.because("reopened", &reason))?;
        kind.reopen(change, record, &reason)
    })
}

/// A refused record is looked up, and made ready again when Sage has nothing of it: the same document once more.
///
/// # Errors
/// When Sage cannot be asked.
pub fn again(run: &Run<'_>, kind: &dyn Deliverable, record: &Record) -> Result<()> {
    let absent = taken_in(run, kind, vec![record.clone()], Depth::Everywhere)?;
    run.change(|change| {
        for record in &absent {
            let step = Step::to(State::Ready, "again");
            change.step(record, &step.because("replayed", "a person sends it again"))?;
        }
        Ok(())
    })
}
