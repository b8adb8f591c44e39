//! `replay` of settlements: what Sage refused is planned and sent again; what stands in Sage never is.
//!
//! While nothing of a settlement is in Sage, all its parts are planned anew; once something is, the parts are
//! frozen, and the very document that was refused is sent again. A posted part whose batch is gone is sent again
//! only when a person says so in so many words, and both facts stand in the audit log.

use anyhow::Result;

use super::{Options, stored};
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::delivery::journal::Journals;
use crate::delivery::{self, Again, Of};
use crate::exit::Exit;
use crate::pass::orders::replay::{Options as Asked, is_bound};
use crate::pass::session::Session;
use crate::store::Record;

/// Whether a key names a settlement, by either of its ids, or a part of one.
///
/// # Errors
/// When the database cannot be read.
pub fn knows(session: &Session<'_>, key: &str) -> Result<bool> {
    Ok(settlement_of(session, key)?.is_some())
}

/// The key of the settlement that a person means.
fn settlement_of(session: &Session<'_>, key: &str) -> Result<Option<String>> {
    if let Some(record) = stored::record_of(&session.store, key)? {
        return Ok(Some(record.key));
    }
    let part = session.store.record(Kind::Journal, key)?;
    Ok(part.and_then(|part| part.parent))
}

/// Runs the replay.
///
/// # Errors
/// What stops all of it; one settlement's fault never does.
pub fn run(session: &Session<'_>, asked: &Asked) -> Result<()> {
    if !asked.dry_run {
        delivery::settle(session, &Journals, Of::All)?;
    }
    let mut keys = Vec::new();
    for key in chosen(session, asked)? {
        if session.is_interrupted() {
            return Ok(());
        }
        let outcome = prepare(session, &key, asked);
        match outcome {
            Ok(true) => keys.push(key),
            Ok(false) => {}
            Err(error) => session.give_up_on(&format!("settlement {key}"), error)?,
        }
    }
    if keys.is_empty() {
        return super::sum_up(session);
    }
    let options = Options {
        settlements: keys,
        dry_run: asked.dry_run,
        again: true,
        ..Options::default()
    };
    super::run(session, &options)
}

/// The settlements a person means; without any, everything that failed.
fn chosen(session: &Session<'_>, asked: &Asked) -> Result<Vec<String>> {
    let mut keys = Vec::new();
    let mut push = |key: Option<String>| {
        keys.extend(key.filter(|key| !keys.contains(key)));
    };
    for key in &asked.records {
        push(settlement_of(session, key)?);
    }
    if !asked.records.is_empty() {
        return Ok(keys);
    }
    let states = if asked.reason.is_some() {
        &[State::Failed, State::Held][..]
    } else {
        &[State::Failed]
    };
    for kind in [Kind::Settlement, Kind::Journal] {
        for record in session.store.records_in(kind, states, 0, usize::MAX)? {
            if asked
                .reason
                .as_ref()
                .is_none_or(|reason| record.reason.as_ref() == Some(reason))
            {
                push(record.parent.clone().or(Some(record.key)));
            }
        }
    }
    Ok(keys)
}

/// Makes the frozen and the posted parts ready again; `false` when there is nothing to do for the settlement.
fn prepare(session: &Session<'_>, key: &str, asked: &Asked) -> Result<bool> {
    if let Some(settlement) = session.store.record(Kind::Settlement, key)?
        && settlement.state == State::Skipped
        && is_bound(session, &settlement)?
    {
        return Ok(false);
    }
    let parts = session.store.parts(Kind::Journal, key)?;
    let frozen = parts.iter().any(|part| part.state.may_be_in_sage());
    let mut work = !frozen;
    for part in parts {
        let refused = part.state == State::Failed && part.reason.as_deref() == Some(reason::REFUSED.code);
        match part.state {
            State::Posted => work |= posted(session, &part, asked)?,
            State::Failed if frozen && refused => work |= again(session, &part, asked)?,
            State::Sending | State::Uncertain => session.at_least_because(
                Exit::Temporary,
                format!("{}: still uncertain; it waits as long as the rules say", part.key),
            ),
            State::Failed | State::Held | State::Ready => work = true,
            State::Staged | State::Skipped => {}
        }
    }
    Ok(work)
}

/// A refused part of a settlement that is partly in Sage: the same document again.
fn again(session: &Session<'_>, part: &Record, asked: &Asked) -> Result<bool> {
    if asked.dry_run {
        session
            .terminal
            .say(format!("{}: the same document would be sent again", part.key));
        return Ok(false);
    }
    delivery::again(session, &Journals, part)?;
    Ok(true)
}

/// A posted part whose batch is gone; `true` when it is ready to be sent again.
fn posted(session: &Session<'_>, part: &Record, asked: &Asked) -> Result<bool> {
    if asked.records.is_empty() {
        return Ok(false);
    }
    let (word, dry_run) = (asked.even_if_posted, asked.dry_run);
    let outcome = delivery::posted_again(session, &Journals, part, word, dry_run)?;
    if outcome == Again::Would {
        let words = format!("{}: the same document would be sent again", part.key);
        session.terminal.say(words);
    }
    Ok(outcome == Again::Ready)
}
