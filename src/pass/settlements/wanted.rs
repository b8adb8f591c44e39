//! Which settlements a run works on, the oldest first.

use anyhow::Result;

use super::compared;
use super::stored::{self, StoredSettlement};
use crate::books::reason;
use crate::books::record::State;
use crate::exit::Exit;
use crate::pass::session::Session;
use crate::store::Record;

/// The settlements that are named; all that are not done with when none is.
pub(super) struct Wanted<'a> {
    session: &'a Session<'a>,
    named: &'a [String],
    /// Named ids that no settlement is known by: Amazon tells a settlement's own id only among its transactions.
    sought: Vec<String>,
    /// Whether a report is given: what was only tried is meant too.
    with_file: bool,
}

impl<'a> Wanted<'a> {
    /// By either of their ids.
    pub(super) fn new(session: &'a Session<'a>, named: &'a [String], with_file: bool) -> Result<Self> {
        let mut wanted = Self {
            session,
            named,
            sought: Vec::new(),
            with_file,
        };
        for id in named {
            if wanted.known(id)?.is_none() {
                wanted.sought.push(id.clone());
            }
        }
        Ok(wanted)
    }

    /// The record of an id, unless a dry run alone was shown its report.
    fn known(&self, id: &str) -> Result<Option<Record>> {
        let record = stored::record_of(&self.session.store, id)?;
        Ok(record.filter(|record| self.with_file || !stored::was_only_tried(record)))
    }

    /// Keys of the settlements to work on.
    pub(super) fn keys(&self) -> Result<Vec<String>> {
        if self.named.is_empty() {
            return unfinished(self.session, |_| true);
        }
        let mut found: Vec<String> = Vec::new();
        for id in self.named {
            if let Some(record) = self.known(id)?
                && !found.contains(&record.key)
            {
                found.push(record.key);
            }
        }
        if !self.sought.is_empty() {
            // The ones whose own id is not known are read until it is.
            let mut others = unfinished(self.session, |stored| stored.settlement_id.is_none())?;
            others.retain(|key| !found.contains(key));
            found.extend(others);
        }
        Ok(found)
    }

    /// Whether a settlement was only read to learn its id, and is not one that was named.
    pub(super) fn is_another(&self, record: &Record) -> Result<bool> {
        let stored = StoredSettlement::of(record)?;
        let named = |id: &str| self.named.iter().any(|named| named == id);
        Ok(!self.sought.is_empty() && !stored.ids().into_iter().chain([record.key.as_str()]).any(named))
    }

    /// Says which of the named ones are not known after all was read.
    pub(super) fn say_unknown(&self) -> Result<()> {
        for id in &self.sought {
            if self.known(id)?.is_none() {
                self.session.at_least_because(
                    Exit::Attention,
                    format!("no settlement {id} is known; --since reads further back"),
                );
            }
        }
        Ok(())
    }
}

/// Keys of the settlements that are not done with, of those that are wanted, the oldest first.
fn unfinished(session: &Session<'_>, wanted: impl Fn(&StoredSettlement) -> bool) -> Result<Vec<String>> {
    let mut keys = Vec::new();
    let all = stored::all(&session.store)?;
    for record in &all {
        let open = match record.state {
            State::Posted => compared::is_due(session, record)?,
            State::Skipped => may_come_back(record, &all)?,
            _ => true,
        };
        let stored = StoredSettlement::of(record)?;
        if open && wanted(&stored) {
            let end = stored.end();
            keys.push((end.is_none(), end, record.key.clone()));
        }
    }
    keys.sort();
    Ok(keys.into_iter().map(|(_, _, key)| key).collect())
}

/// Whether a skipped settlement is looked at again: when the start was moved, or when it was taken for one with a
/// settlement that turns out to be of another group.
fn may_come_back(record: &Record, all: &[Record]) -> Result<bool> {
    match record.reason.as_deref() {
        Some(code) if code == reason::BEFORE_START.code => Ok(true),
        Some(code) if code == reason::SAME_SETTLEMENT.code => {
            let own = StoredSettlement::of(record)?;
            for other in all.iter().filter(|other| other.key != record.key) {
                if StoredSettlement::of(other)?.group_id() == own.group_id() {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        _ => Ok(false),
    }
}
