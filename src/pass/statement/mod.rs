//! One settlement as an accountant files it, gathered from the records: what Amazon paid, the journal, the proofs, what
//! was given back, which receivables were cleared and what waits. Sage gives account names, Amazon what it still defers.

mod deferred;
mod gather;
mod journal;
mod page;
mod proof;

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::{DateTime, Utc};

use crate::books::record::Kind;
use crate::pass::session::Session;
use crate::pass::settlements::stored::StoredSettlement;
use crate::store::{Record, Store};

pub use deferred::{Deferred, deferred};
pub use journal::{Journal, JournalLine, posting_period};
pub use page::{Cleared, Desk, Statement, Waiting};
pub use proof::ProofLine;

/// The settlement of an id: its settlement id, its group id, or the number of a batch of it.
///
/// # Errors
/// When the database cannot be read.
pub fn find(store: &Store, id: &str) -> Result<Option<Record>> {
    if let Some(found) = store.record(Kind::Settlement, id)? {
        return Ok(Some(found));
    }
    match store.fact(&format!("settlement-id/{id}"))? {
        Some((group, _)) => Ok(store.record(Kind::Settlement, &group)?),
        None => Ok(None),
    }
}

/// Every settlement that has a journal in a fiscal period, the oldest first.
///
/// # Errors
/// When the database cannot be read.
pub fn of_period(store: &Store, period: &str) -> Result<Vec<Record>> {
    let mut parents: Vec<String> = Vec::new();
    store.each_record(Kind::Journal, |record| {
        if posting_period(&record).as_deref() == Some(period)
            && let Some(parent) = record.parent
            && !parents.contains(&parent)
        {
            parents.push(parent);
        }
        true
    })?;
    let mut found = Vec::new();
    for parent in parents {
        found.extend(store.record(Kind::Settlement, &parent)?);
    }
    Ok(found)
}

/// When a settlement began, as far as Amazon or its report tells.
pub fn began(settlement: &Record) -> Option<DateTime<Utc>> {
    let content = StoredSettlement::of(settlement).ok()?;
    content.span().map(|(start, _)| start)
}

/// The names of the accounts that the journals of settlements use, from Sage; those that it does not tell are left out.
///
/// # Errors
/// When Sage cannot be asked.
pub fn account_names(session: &Session<'_>, settlements: &[Record]) -> Result<BTreeMap<String, String>> {
    let mut numbers = Vec::new();
    for settlement in settlements {
        for part in session.store.parts(Kind::Journal, &settlement.key)? {
            numbers.extend(journal::accounts(&part));
        }
    }
    numbers.sort();
    numbers.dedup();
    if numbers.is_empty() {
        return Ok(BTreeMap::new());
    }
    let wanted: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let mut names = BTreeMap::new();
    for account in session.sage()?.accounts(&wanted)? {
        let Some(name) = account.description.filter(|name| !name.trim().is_empty()) else {
            continue;
        };
        let formatted = account.account_number.unwrap_or_default();
        for number in [account.unformatted_account, formatted] {
            names.insert(number, name.trim().to_owned());
        }
    }
    Ok(names)
}
