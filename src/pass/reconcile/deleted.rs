//! Batches of ours that a person deleted in Sage: named with their numbers, and with what ends it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use anyhow::Result;

use super::postings::{Ledger, Shown};
use crate::books::record::{State, as_word};
use crate::delivery::journal::Journal;
use crate::pass::session::Session;
use crate::sage300::ledger::unformatted;

/// A deleted A/R batch.
pub(super) fn of_receivables(key: &str, number: &str) -> String {
    words(key, number, "plans its invoices anew")
}

fn words(key: &str, number: &str, given_up: &str) -> String {
    let word = as_word(key);
    format!(
        "{key} is not in Sage: batch {number} was deleted there; `replay --record {word} --even-if-posted` sends it again, \
         `resolve {word} --skip --because TEXT` gives it up and {given_up}"
    )
}

/// Which journals were deleted, by key and with words: asked only for those that put something on an account of which Sage
/// shows no line, each once.
#[derive(Default)]
pub(super) struct Deleted {
    /// By the numbers that were asked for: whether Sage lists the batch as deleted.
    asked: BTreeMap<String, bool>,
}

impl Deleted {
    /// The words for each journal that is not on an account and was deleted.
    ///
    /// # Errors
    /// When Sage cannot be asked.
    pub(super) fn among<'j>(
        &mut self,
        session: &Session<'_>,
        (ledger, number): (&Ledger, &str),
        journals: impl Iterator<Item = &'j Journal>,
        shown: &Shown,
    ) -> Result<BTreeMap<String, String>> {
        let open: BTreeSet<&str> = ledger.open_numbers().into_iter().collect();
        let there: HashSet<&str> = shown.postings.values().flatten().flat_map(keys_of).collect();
        let plain = unformatted(number);
        let puts = |journal: &&Journal| {
            let mut lines = journal.document.details();
            lines.any(|line| unformatted(&line.account_number) == plain)
        };
        let missing: Vec<&Journal> = journals
            .filter(|one| one.state == State::Posted && !one.batch.is_empty() && one.batches.is_empty())
            .filter(|one| !open.contains(one.batch.as_str()))
            .filter(|one| {
                !one.keys
                    .iter()
                    .chain([&one.key])
                    .any(|key| there.contains(key.as_str()))
            })
            .filter(puts)
            .collect();
        let new = missing.iter().map(|one| one.batch.clone());
        let new: Vec<String> = new.filter(|number| !self.asked.contains_key(number)).collect();
        if !new.is_empty() {
            let deleted = session.sage()?.deleted_batches(&new)?;
            self.asked.extend(new.into_iter().map(|number| {
                let is_deleted = deleted.contains(&number);
                (number, is_deleted)
            }));
        }
        let deleted = missing
            .into_iter()
            .filter(|one| self.asked.get(&one.batch) == Some(&true));
        let told = deleted.map(|one| {
            let said = words(&one.key, &one.batch, "leaves its settlement out");
            (one.key.clone(), said)
        });
        Ok(told.collect())
    }
}

/// What of the texts of a line may be the key of a journal: a key is their first three words.
fn keys_of(posting: &crate::books::reconciliation::Posting) -> impl Iterator<Item = &str> {
    posting.texts.iter().map(|text| {
        let third = text.match_indices(' ').nth(2);
        third.map_or(text.as_str(), |(at, _)| &text[..at])
    })
}
