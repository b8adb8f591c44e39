//! The program knows its Sage: of what it put there last, something must still be there.
//!
//! A test copy on another server, or another company under the same name, takes every document as if it were new,
//! while this database counts the earlier ones as posted. So before the first document of a run is sent, the newest
//! of each kind are looked up until one is found.

use super::{Depth, Result, Run, kinds};
use crate::exit::{Exit, Fault};

/// The fact that a person moved this database to another company or server on purpose.
const MOVED: &str = "sage/moved";

/// So many of each kind are looked up: a person may have deleted the last one or two.
const FEW: usize = 5;

/// Refuses to send where nothing stands of what this database put into Sage last.
///
/// # Errors
/// Status 7 when that is so, or when Sage cannot be asked.
pub(super) fn expect(run: &Run<'_>) -> Result<()> {
    if run.knows_its_sage() {
        return Ok(());
    }
    let since = run.store.fact(MOVED)?.map(|(_, at)| at);
    let mut missing = Vec::new();
    for kind in kinds::ALL {
        let newest = run.store.posted_last(kind.kind(), since, FEW)?;
        if newest.is_empty() {
            continue;
        }
        if !kind.look(run).up(&newest, Depth::Everywhere)?.is_empty() {
            run.has_met_its_sage();
            return Ok(());
        }
        missing.extend(newest.first().map(|record| kind.named(record)));
    }
    if missing.is_empty() {
        run.has_met_its_sage();
        return Ok(());
    }
    Err(Fault::new(
        Exit::Integrity,
        format!(
            "nothing that this database put into Sage last stands there ({}, and those before): this is another company, \
             a test copy, or an older backup of Sage; nothing was sent\n\
             hint: correct [sage300] url and company; from a test copy to the real company, begin with a database of its own\n\
             ([database] path): what this one counts as posted is never sent anywhere else. Where that is meant, run\n\
             `pull-orders` or `post-settlements` once with `--other-company`",
            missing.join(", ")
        ),
    ))
}

/// A person moved this database on purpose: what stands elsewhere is no witness any more.
///
/// # Errors
/// When the database cannot be written.
pub fn moved_on_purpose(run: &Run<'_>) -> Result<()> {
    Ok(run.store.note(MOVED, run.actor(), run.clock.now())?)
}
