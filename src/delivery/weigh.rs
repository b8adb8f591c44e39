//! What stays open decides the exit status: the same for every kind.

use super::{Of, Result, Run, kinds};
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::exit::Exit;

/// Weighs what is open of some kinds.
///
/// # Errors
/// When the database cannot be read.
pub fn weigh(run: &Run<'_>, which: &[Kind]) -> Result<()> {
    for count in run.store.open_counts()? {
        if !which.contains(&count.kind) {
            continue;
        }
        match count.state {
            State::Failed if reason::is_transient(&count.reason) => run.at_least(Exit::Temporary),
            State::Held | State::Failed => run.at_least(Exit::Attention),
            // What is no document itself waits for one, and that one says so.
            State::Sending | State::Uncertain if kinds::of(count.kind).is_some() => {
                run.at_least(Exit::Temporary);
            }
            State::Ready if could_have_gone(run, count.kind)? => run.at_least(Exit::Temporary),
            _ => {}
        }
    }
    Ok(())
}

/// Weighs for a dry run what it leaves as it is: what only `replay` sends again, and what is on its way, which a real run
/// looks up first.
///
/// # Errors
/// When the database cannot be read.
pub fn weigh_left(run: &Run<'_>, which: &[Kind]) -> Result<()> {
    for count in run.store.open_counts()? {
        if !which.contains(&count.kind) {
            continue;
        }
        match count.state {
            State::Failed if !reason::is_transient(&count.reason) => run.at_least(Exit::Attention),
            State::Sending | State::Uncertain if kinds::of(count.kind).is_some() => {
                run.at_least(Exit::Temporary);
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether a document is ready that waits for no other: what waits behind a refused one is told by that one.
fn could_have_gone(run: &Run<'_>, of: Kind) -> Result<bool> {
    let Some(kind) = kinds::of(of) else {
        return Ok(false);
    };
    let mut last = 0;
    loop {
        let records = Of::All.after(run, kind, &[State::Ready], (last, kind.group()))?;
        let Some(end) = records.last() else {
            return Ok(false);
        };
        last = end.id;
        for record in &records {
            if kind.is_its_turn(run, record)? {
                return Ok(true);
            }
        }
    }
}
