//! The batches that a bookkeeper has to post in Sage: those that a run left there, and those that were still open when
//! they were last seen.
//!
//! A pass leaves its batches open; `reconcile` reads which of them still are. What it saw is kept, so that `status`,
//! which asks nobody, can tell.

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::session::Session;
use crate::books::exception;
use crate::books::record::{Kind, State};
use crate::delivery::numbers;
use crate::delivery::receipt_batch::record_type;
use crate::sage300::receivables::RecordType;
use crate::store::{AuditFilter, Record, Store};

/// Under which name it is kept.
const FACT: &str = "sage300/open-batches";

/// Numbers of batches.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct ToPost {
    /// In the general ledger.
    pub gl: Vec<String>,
    /// Batches of receipts in accounts receivable.
    pub ar_receipts: Vec<String>,
    /// Batches of adjustments there, which have numbers of their own.
    pub ar_adjustments: Vec<String>,
}

impl ToPost {
    /// Whether there is nothing to post.
    pub fn is_empty(&self) -> bool {
        self.gl.is_empty() && self.ar_receipts.is_empty() && self.ar_adjustments.is_empty()
    }

    /// Adds the batches of a record, of the ledger and the kind that they are of.
    fn add(&mut self, record: &Record) {
        let numbers = match (record.kind, record_type(record)) {
            (Kind::Journal, _) => &mut self.gl,
            (_, Some(RecordType::Receipts)) => &mut self.ar_receipts,
            (_, Some(RecordType::Adjustments) | None) => &mut self.ar_adjustments,
        };
        numbers.extend(all_numbers(record));
    }

    /// The same in the order of their numbers, each once.
    pub fn in_order(mut self) -> Self {
        for numbers in [&mut self.gl, &mut self.ar_receipts, &mut self.ar_adjustments] {
            numbers.sort_by(|one, other| (one.len(), one).cmp(&(other.len(), other)));
            numbers.dedup();
        }
        self
    }

    /// `A/R adjustment 1 to 6; G/L 000001 to 000008`: numbers that follow on each other stand together.
    pub fn words(&self) -> String {
        let modules = [
            ("A/R receipt", &self.ar_receipts),
            ("A/R adjustment", &self.ar_adjustments),
            ("G/L", &self.gl),
        ];
        let said = modules.iter().filter(|(_, numbers)| !numbers.is_empty());
        said.map(|(module, numbers)| format!("{module} {}", runs(numbers)))
            .collect::<Vec<_>>()
            .join("; ")
    }
}

/// What a look at Sage has shown.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Seen {
    /// When the look began: what was sent later was not seen, and is open.
    at: Option<DateTime<Utc>>,
    /// The keys of the batches that were open.
    open: Vec<String>,
}

/// Keeps which of our batches are open in Sage, from the open numbers of G/L and the open keys of A/R.
pub(super) fn note(session: &Session<'_>, at: DateTime<Utc>, gl: &[&str], ar: &[&str]) -> Result<()> {
    let mut open: Vec<String> = ar.iter().map(|key| (*key).to_owned()).collect();
    if !gl.is_empty() {
        let journals = session
            .store
            .records_in(Kind::Journal, &[State::Posted], 0, usize::MAX)?;
        let ours = journals
            .into_iter()
            .filter(|record| gl.contains(&numbers(record).batch_number.as_str()));
        open.extend(ours.map(|record| record.key));
    }
    let seen = serde_json::to_string(&Seen { at: Some(at), open })?;
    session.store.note(FACT, &seen, session.clock.now())?;
    Ok(())
}

/// Our batches that were open when they were last seen, and when Sage was last asked for all of them.
///
/// # Errors
/// When the database cannot be read.
pub fn last_seen(store: &Store) -> Result<(ToPost, Option<DateTime<Utc>>)> {
    let fact = store.fact(FACT)?;
    let seen: Seen = fact
        .and_then(|(text, _)| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    // What was told to be deleted there is nobody's to post.
    let deleted = store.open_exceptions()?.into_iter();
    let deleted: BTreeSet<String> = deleted
        .filter(|one| one.kind == exception::DELETED_IN_SAGE.code)
        .map(|one| one.key)
        .collect();
    let mut to_post = ToPost::default();
    for kind in [Kind::Journal, Kind::ReceiptBatch] {
        let sent = store.records_in(kind, &[State::Posted], 0, usize::MAX)?;
        let sent = sent.iter().filter(|record| !deleted.contains(&record.key));
        let is_open = |record: &&Record| {
            seen.at.is_none_or(|at| record.updated_at > at) || seen.open.contains(&record.key)
        };
        sent.filter(is_open).for_each(|record| to_post.add(record));
    }
    Ok((to_post.in_order(), seen.at))
}

/// The numbers of a record's batch, and of those that are the rest of it.
fn all_numbers(record: &Record) -> Vec<String> {
    let numbers = numbers(record);
    let mut all = numbers.also;
    all.push(numbers.batch_number);
    all.retain(|number| !number.is_empty());
    all
}

/// What runs left in Sage to be posted: this one, and those before it that were killed and told nobody. What was found there
/// counts where nobody had posted it.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn left_open(store: &Store, run: i64) -> Result<ToPost> {
    let mut told = store.killed_before("post-settlements", run)?;
    told.push(run);
    let mut to_post = ToPost::default();
    for (run, kind) in told
        .iter()
        .flat_map(|run| [(*run, Kind::Journal), (*run, Kind::ReceiptBatch)])
    {
        let filter = AuditFilter {
            run: Some(run),
            kind: Some(kind),
            ..AuditFilter::default()
        };
        for row in store.audit_page(&filter, usize::MAX)?.rows {
            if !matches!(row.event.as_str(), "posted" | "found") {
                continue;
            }
            let record = store
                .record(kind, &row.key)?
                .filter(|one| one.state == State::Posted);
            let Some(record) = record.filter(|one| row.event == "posted" || numbers(one).was_open()) else {
                continue;
            };
            to_post.add(&record);
        }
    }
    Ok(to_post.in_order())
}

fn runs(numbers: &[String]) -> String {
    let mut runs: Vec<(&str, &str)> = Vec::new();
    for number in numbers.iter().map(String::as_str) {
        let follows = |last: &str| {
            let next = last.parse::<u64>().ok().and_then(|last| last.checked_add(1));
            next.is_some() && number.parse().ok() == next && last.len() <= number.len()
        };
        match runs.last_mut() {
            Some((_, last)) if follows(last) => *last = number,
            _ => runs.push((number, number)),
        }
    }
    let told = |(first, last): &(&str, &str)| match first == last {
        true => (*first).to_owned(),
        false => format!("{first} to {last}"),
    };
    runs.iter().map(told).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_follow_on_each_other_stand_together() {
        let of = |numbers: &[&str]| numbers.iter().map(|one| (*one).to_owned()).collect();
        let to_post = ToPost {
            gl: of(&["000003", "000001", "000002", "000011"]),
            ar_receipts: of(&["7"]),
            ar_adjustments: of(&["10", "9", "10"]),
        }
        .in_order();
        let words = "A/R receipt 7; A/R adjustment 9 to 10; G/L 000001 to 000003, 000011";
        assert_eq!(to_post.words(), words);
        assert!(ToPost::default().is_empty() && ToPost::default().words().is_empty());
    }
}
