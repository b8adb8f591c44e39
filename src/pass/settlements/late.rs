//! Which period takes what arose in a closed one.

use anyhow::Result;

use crate::books::decision::Word;
use crate::books::journal::Late;
use crate::books::record::Kind;
use crate::pass::session::Session;

/// What is done about a closed period that a settlement meets: a person's word on it, else what is configured.
pub(in crate::pass) fn late_of(session: &Session<'_>, key: &str) -> Result<Late> {
    let configured = session.config.settlements()?.late;
    let Some(record) = session.store.record(Kind::Settlement, key)? else {
        return Ok(configured);
    };
    let decisions = session.store.decisions_on(record.id)?;
    let binding = decisions
        .iter()
        .rev()
        .take_while(|decision| decision.word != Word::Reopen);
    let mut binding = binding.filter(|decision| decision.word == Word::FirstOpen);
    Ok(binding.next().map_or(configured, |_| Late::FirstOpen))
}
