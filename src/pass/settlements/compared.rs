//! What a posted settlement was compared with last, so that it is compared again only with something else.

use anyhow::Result;

use super::stored::StoredSettlement;
use crate::books::record::State;
use crate::pass::session::Session;
use crate::store::{Change, Record};

/// Whether a posted settlement was met again and not compared yet: its group has another total, or its report
/// is another file than the one that was posted or compared last.
pub(super) fn is_due(session: &Session<'_>, record: &Record) -> Result<bool> {
    let stored = StoredSettlement::of(record)?;
    let is_another = compared(session, record)?.is_some_and(|sha256| sha256 != sha256_of(&stored));
    Ok(is_another || changed(session, record)?.is_some())
}

/// Notes, with the freezing of a plan, which report it was made beside: that one needs no comparing.
pub(super) fn note_report(change: &mut Change<'_>, record: &Record) -> Result<()> {
    let sha256 = sha256_of(&StoredSettlement::of(record)?);
    Ok(change.note(&compared_fact(record), &sha256)?)
}

/// Notes, before a posted settlement gets another report, which one it had: versions before this one did not.
pub(super) fn note_former(change: &mut Change<'_>, session: &Session<'_>, record: &Record) -> Result<()> {
    if record.state == State::Posted && compared(session, record)?.is_none() {
        note_report(change, record)?;
    }
    Ok(())
}

/// Notes that Amazon gives a posted settlement another total, to be compared by type in this run or a later one.
pub(super) fn note_change(change: &mut Change<'_>, record: &Record, figures: &str) -> Result<()> {
    Ok(change.note(&changed_fact(record), figures)?)
}

fn changed_fact(record: &Record) -> String {
    format!("settlement-changed/{}", record.key)
}

fn compared_fact(record: &Record) -> String {
    format!("settlement-compared/{}", record.key)
}

/// What changed at Amazon since, and is not compared yet.
pub(super) fn changed(session: &Session<'_>, record: &Record) -> Result<Option<String>> {
    let noted = session.store.fact(&changed_fact(record))?;
    Ok(noted
        .map(|(figures, _)| figures)
        .filter(|figures| !figures.is_empty()))
}

/// The report that was posted or compared last; blank where there was none, nothing where nobody noted it.
fn compared(session: &Session<'_>, record: &Record) -> Result<Option<String>> {
    Ok(session
        .store
        .fact(&compared_fact(record))?
        .map(|(sha256, _)| sha256))
}

fn sha256_of(stored: &StoredSettlement) -> String {
    stored
        .report
        .as_ref()
        .map_or_else(String::new, |report| report.sha256.clone())
}
