//! What stays open decides the exit status: the same for every kind.

use super::{Result, Run, kinds};
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
            State::Ready | State::Sending | State::Uncertain if kinds::of(count.kind).is_some() => {
                run.at_least(Exit::Temporary);
            }
            _ => {}
        }
    }
    Ok(())
}
