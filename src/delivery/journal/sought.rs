//! What a settlement is known by in Sage, whatever its batches are called.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::books::journal::named_part;
use crate::money::Amount;
use crate::sage300::ledger::{FoundBatch, FoundDetail, JournalBatch, unformatted};

/// What a settlement is known by.
#[derive(Debug, Clone)]
pub struct Sought<'a> {
    /// Its ids, as far as they are known.
    pub ids: Vec<String>,
    /// Its parts as they are planned: key and document.
    pub parts: Vec<(&'a str, &'a JournalBatch)>,
    /// Where its payout, or the balance left instead, stands: none where it is nothing.
    pub payout: Option<PayoutLine<'a>>,
    /// The words after the key in references of lines that every cut of it has.
    pub words: Vec<&'a str>,
    /// Fiscal years it may have been posted in.
    pub years: BTreeSet<String>,
    /// When a batch of it that a person keyed in is dated.
    pub between: (NaiveDate, NaiveDate),
    /// Accounts that differ between cuts of one settlement: what joins parts, and what conversion lost.
    pub aside: Vec<String>,
}

/// The line of the payout.
#[derive(Debug, Clone)]
pub struct PayoutLine<'a> {
    /// The account.
    pub account: &'a str,
    /// How the account may be written in Sage.
    pub spellings: Vec<String>,
    /// In the company's currency: debit positive.
    pub amount: Amount,
    /// In the settlement's.
    pub source: Amount,
}

impl Sought<'_> {
    pub(super) fn is_own(&self, id: &str) -> bool {
        self.ids.iter().any(|own| own.eq_ignore_ascii_case(id))
    }

    fn digests(&self) -> impl Iterator<Item = &str> {
        let entries = self
            .parts
            .iter()
            .flat_map(|(_, document)| &document.journal_headers);
        entries.map(|entry| entry.document_number.as_str())
    }

    /// Whether an entry bears the digest of a part's content, which both sources agree on.
    pub(super) fn has_digest(&self, batch: &FoundBatch) -> bool {
        let mut digests = self.digests();
        digests.any(|digest| {
            let entries = batch.journal_headers.iter();
            entries
                .clone()
                .any(|entry| entry.document_number.trim() == digest)
        })
    }

    /// Whether a line is the payout's, in an entry dated around the settlement.
    pub(super) fn has_payout(&self, batch: &FoundBatch) -> bool {
        let Some(payout) = &self.payout else { return false };
        let is_payout = |line: &FoundDetail| {
            unformatted(&line.account_number) == unformatted(payout.account)
                && match line.source_currency_amount {
                    Some(source) => source == payout.source,
                    None => line.amount == payout.amount,
                }
        };
        let fits = |day: &Option<String>| {
            let day = day.as_deref().and_then(|day| day.get(..10)?.parse().ok());
            day.is_none_or(|day| self.between.0 <= day && day <= self.between.1)
        };
        let mut entries = batch.journal_headers.iter();
        entries.any(|entry| {
            let day = entry
                .document_date
                .as_ref()
                .or(entry.posting_date.as_ref())
                .cloned();
            fits(&day) && entry.journal_details.iter().any(is_payout)
        })
    }
}

/// The settlement's id that most of a batch's lines name; where none does, the one that its entry or title names.
pub(super) fn owner(batch: &FoundBatch) -> Option<String> {
    let mut votes: BTreeMap<String, usize> = BTreeMap::new();
    for line in batch.details() {
        if let Some((id, _)) = named_part(&line.reference) {
            *votes.entry(id.to_owned()).or_default() += 1;
        }
    }
    let most = votes
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .map(|(id, _)| id);
    let titles = batch
        .journal_headers
        .iter()
        .map(|entry| entry.description.as_str());
    most.or_else(|| {
        let mut titles = titles.chain([batch.description.as_str()]);
        titles.find_map(named_part).map(|(id, _)| id.to_owned())
    })
}
