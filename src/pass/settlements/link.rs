//! Which record a settlement is: the group's id and the settlement's own lead to one.

use anyhow::Result;

use super::planned::NotPlanned;
use super::read;
use super::sources::Lines;
use super::stored::{self, StoredSettlement};
use crate::books::reason;
use crate::pass::session::Session;
use crate::store::Record;

/// Learns the other id from the lines; a settlement that is known under it already is one with that record.
///
/// An id that was learnt before gives way to what the transactions say now, unless the settlement's own report
/// confirms it: what one odd answer once said must not hold the settlement for ever.
///
/// # Errors
/// [`NotPlanned`] when it is one with another record.
pub(super) fn link(
    session: &Session<'_>,
    record: &Record,
    stored: &mut StoredSettlement,
    lines: &mut Lines,
) -> Result<()> {
    let Some(id) = learnt(stored, lines) else {
        return Ok(());
    };
    let other = stored::record_of(&session.store, &id)?.filter(|other| other.key != record.key);
    let mut one = other.as_ref().map(StoredSettlement::of).transpose()?;
    if let Some(group) = one.as_ref().and_then(|one| one.group_id())
        && stored.group_id().is_some_and(|own| own != group)
    {
        session.terminal.warn(format!(
            "{}: its transactions name settlement {id}, which is group {group}; they are not linked",
            record.key
        ));
        return Ok(());
    }
    forget_wrong_id(session, record, stored, lines)?;
    let (Some(other), Some(one)) = (other, one.as_mut()) else {
        if let Some(finances) = &mut lines.finances {
            finances.settlement_id = Some(id.clone());
        }
        stored.settlement_id = Some(id);
        return session.change(|change| read::keep(change, session, record, stored, "linked"));
    };
    if one.group.is_none() {
        one.group.clone_from(&stored.group);
        if stored::was_only_tried(&other) {
            // What a dry run was shown is not what is posted.
            one.report = None;
        }
        session.change(|change| read::keep(change, session, &other, one, "linked"))?;
    }
    let detail = format!("it is settlement {id}, which is kept as {}", other.key);
    Err(NotPlanned::skipped(reason::SAME_SETTLEMENT, detail).into())
}

/// The id that the transactions name, where it is another than the one that is known; the lines keep the known one.
fn learnt(stored: &StoredSettlement, lines: &mut Lines) -> Option<String> {
    let finances = lines.finances.as_mut()?;
    let learnt = finances.settlement_id.take();
    finances.settlement_id.clone_from(&stored.settlement_id);
    learnt.filter(|id| stored.settlement_id.as_ref() != Some(id) && !stored.is_reported())
}

/// An id that was learnt before leads to this record no longer.
fn forget_wrong_id(
    session: &Session<'_>,
    record: &Record,
    stored: &mut StoredSettlement,
    lines: &mut Lines,
) -> Result<()> {
    let Some(wrong) = &stored.settlement_id else {
        return Ok(());
    };
    let fact = stored::link(wrong);
    let leads_here = session
        .store
        .fact(&fact)?
        .is_some_and(|(key, _)| key == record.key);
    if leads_here {
        session.store.forget(&fact, session.clock.now())?;
    }
    // A report that came by the wrong id is another settlement's.
    stored.report = None;
    lines.report = None;
    Ok(())
}
