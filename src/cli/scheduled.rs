//! A run of a pass from its first word to its last: what `status` tells of it later is written here.

use std::time::Duration;

use anyhow::{Error, Result};

use super::fault;
use super::here::Here;
use crate::clock::Clock;
use crate::config::Config;
use crate::exit::Exit;
use crate::pass::fault::exit_of;
use crate::pass::session::{Session, actor};
use crate::store::{RunEnd, Scope, Store};
use crate::vault::VaultError;

/// How much of a pass the options ask for.
pub(super) fn scope(dry_run: bool, named: bool) -> Scope {
    match (dry_run, named) {
        (true, _) => Scope::DryRun,
        (false, true) => Scope::Part,
        (false, false) => Scope::Whole,
    }
}

/// Begins a run that is to do so much of a pass.
pub(super) fn begin<'a>(
    here: &Here<'a>,
    config: Config,
    max_wait: Duration,
    command: &str,
    scope: Scope,
) -> Result<Session<'a>> {
    // Where secrets were stored there is a database: a pass that made a new one would hide that the old one is gone.
    Store::expect(&config.database)?;
    let (database, clock) = (config.database.clone(), here.clock);
    let begun = here.session(config, max_wait, (command, scope));
    if let Err(error) = &begun
        && error.chain().any(|cause| cause.is::<VaultError>())
    {
        // Best effort: the error itself is what the person is told.
        let _ = note_unopened(&database, (command, scope), error, clock);
    }
    begun
}

/// A pass that could not even begin, since its secrets cannot be opened, is a run that failed all the same.
fn note_unopened(
    database: &std::path::Path,
    (command, scope): (&str, Scope),
    error: &Error,
    clock: &Clock,
) -> Result<()> {
    if !Store::is_ready(database)? {
        return Ok(());
    }
    let store = Store::open(database)?;
    let run = store.begin_run((command, scope), &actor(), clock.now())?;
    store.keep_words(run, &fault::words(error), clock.now())?;
    let end = RunEnd {
        status: exit_of(error).code(),
        summary: "{}",
    };
    Ok(store.end_run(run, end, clock.now())?)
}

/// Ends a run; what stopped it is kept in the words that the person saw.
pub(super) fn end(session: &Session<'_>, outcome: Result<()>) -> Result<Exit> {
    if let Err(error) = &outcome {
        let words = fault::words(error);
        session
            .store
            .keep_words(session.number(), &words, session.clock.now())?;
    }
    session.conclude(outcome)
}
