//! `replay` of a batch that is posted by our records: only when Sage has it nowhere, and a person says so.

use anyhow::Result;

use super::find;
use super::found::{Found, SageNumbers, numbers};
use crate::books::record::{Kind, State};
use crate::exit::Exit;
use crate::pass::orders::replay::Options as Asked;
use crate::pass::session::Session;
use crate::store::{Record, Step};

/// A posted batch is looked up in every place: there, it is refused with its numbers; gone, a person decides.
///
/// `true` when it is ready to be sent again.
pub(in crate::pass) fn posted_again(session: &Session<'_>, part: &Record, asked: &Asked) -> Result<bool> {
    if asked.records.is_empty() {
        return Ok(false);
    }
    let gone = match find(session, part)? {
        Some(Found::Live(in_sage)) => {
            let words = format!(
                "{}: refused, batch {} stands in {}",
                part.key, in_sage.number, in_sage.place
            );
            session.at_least_because(Exit::Attention, words);
            return Ok(false);
        }
        Some(Found::Partial { number, what }) => {
            let words = format!("{}: refused, batch {number} stands in Sage ({what})", part.key);
            session.at_least_because(Exit::Attention, words);
            return Ok(false);
        }
        Some(Found::Unclear(why)) => {
            session.at_least_because(Exit::Attention, format!("{}: refused, {why}", part.key));
            return Ok(false);
        }
        Some(Found::Deleted(number)) => Some(number),
        None => None,
    };
    if !asked.even_if_posted {
        let words = format!(
            "{}: refused, it was posted and Sage no longer has it; `--even-if-posted` sends it again",
            part.key
        );
        session.at_least_because(Exit::Attention, words);
        return Ok(false);
    }
    if asked.dry_run {
        session
            .terminal
            .say(format!("{}: the same document would be sent again", part.key));
        return Ok(false);
    }
    reopen(session, part, gone)?;
    Ok(true)
}

/// The batch, and a journal's settlement, go back to ready; a deleted batch counts for nothing from now on.
fn reopen(session: &Session<'_>, part: &Record, deleted: Option<String>) -> Result<()> {
    let before = numbers(part);
    let was = before.batch_number.clone();
    let mut ignored = before.ignored.clone();
    ignored.extend(deleted);
    let kept = serde_json::to_string(&SageNumbers { ignored, ..before })?;
    let reason = format!("was posted as batch {was}; gone from Sage; a person sends it again");
    let settlement = match &part.parent {
        Some(parent) if part.kind == Kind::Journal => session.store.record(Kind::Settlement, parent)?,
        _ => None,
    };
    session.change(|change| {
        let ready = || Step {
            reopens: true,
            ..Step::to(State::Ready, "reopened")
        };
        let step = Step {
            sage: Some(&kept),
            ..ready()
        };
        change.step(part, &step.because("reopened", &reason))?;
        if let Some(settlement) = settlement.filter(|settlement| settlement.state == State::Posted) {
            change.step(&settlement, &ready().because("reopened", &reason))?;
        }
        Ok(())
    })
}
