//! `replay` of quantities: a quantity is not sent again as it was, it is computed, compared and sent as it is now.

use anyhow::Result;

use super::options::Options;
use crate::books::record::{Kind, State};
use crate::pass::orders::replay::Options as Asked;
use crate::pass::session::Session;

/// Whether a key names a SKU whose quantity was ever pushed or held.
///
/// # Errors
/// When the database cannot be read.
pub fn knows(session: &Session<'_>, key: &str) -> Result<bool> {
    Ok(session.store.record(Kind::Quantity, key)?.is_some())
}

/// Runs the replay: the named SKUs, or all that failed.
///
/// # Errors
/// What stops the whole pass.
pub fn run(session: &Session<'_>, asked: &Asked) -> Result<()> {
    let skus = chosen(session, asked)?;
    if skus.is_empty() {
        return Ok(());
    }
    let options = Options {
        skus,
        dry_run: asked.dry_run,
        ..Options::default()
    };
    super::run(session, &options)
}

fn chosen(session: &Session<'_>, asked: &Asked) -> Result<Vec<String>> {
    if !asked.records.is_empty() {
        return Ok(asked.records.clone());
    }
    let states = if asked.reason.is_some() {
        &[State::Failed, State::Held][..]
    } else {
        &[State::Failed]
    };
    let records = session.store.records_in(Kind::Quantity, states, 0, usize::MAX)?;
    let fits = |reason: &Option<String>| asked.reason.is_none() || *reason == asked.reason;
    Ok(records
        .into_iter()
        .filter(|record| fits(&record.reason))
        .map(|record| record.key)
        .collect())
}
