//! What a settlement is known by in Sage, whatever its batches are called.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::books::journal::{is_settlement_id, named_part};
use crate::money::Amount;
use crate::sage300::ledger::{FoundBatch, FoundDetail, FoundHeader, JournalBatch, unformatted};

/// What a settlement is known by.
#[derive(Debug, Clone)]
pub struct Sought<'a> {
    /// Its ids, as far as they are known.
    pub ids: Vec<String>,
    /// Its parts as they are planned: key and document.
    pub parts: Vec<(&'a str, &'a JournalBatch)>,
    /// Document numbers of the parts that hold orders: an entry that bears one is of this settlement. Fees alone make
    /// the same number in any settlement that has them.
    pub with_orders: BTreeSet<&'a str>,
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

    /// Whether an id is another settlement's: Amazon gives each settlement one id of either kind, and the one of this kind
    /// is known.
    pub(super) fn is_another(&self, id: &str) -> bool {
        let same_kind = |own: &String| is_settlement_id(own) == is_settlement_id(id);
        !self.is_own(id) && self.ids.iter().any(same_kind)
    }

    /// Whether a batch is another settlement's, however equal its amounts are: it names another one, nowhere this one,
    /// and holds none of its orders. It may be of another account at Amazon, of which nothing is known here.
    pub(super) fn is_anothers(&self, batch: &FoundBatch) -> bool {
        owner(batch).is_some_and(|id| self.is_another(&id))
            && !ids_in(batch).any(|id| self.is_own(id))
            && !self.has_orders_of(batch)
    }

    /// Whether a batch is this settlement's: it names it, under an id of its own or one that is learnt to be, or an entry
    /// holds just the orders of a part and names no other settlement.
    pub(super) fn is_ours(&self, batch: &FoundBatch, learnt: &BTreeSet<String>) -> bool {
        let is_named = |id: &String| self.is_own(id) || learnt.contains(id);
        owner(batch).as_ref().is_some_and(is_named)
            || batch.journal_headers.iter().any(|entry| self.is_a_part(entry))
    }

    /// Ids that batches with this settlement's orders bear, and of whose kind none is known here.
    pub(super) fn learnt(&self, found: &[FoundBatch]) -> BTreeSet<String> {
        let with_orders = found.iter().filter(|batch| self.has_orders_of(batch));
        with_orders
            .filter_map(owner)
            .filter(|id| !self.is_another(id))
            .collect()
    }

    fn is_a_part(&self, entry: &FoundHeader) -> bool {
        let number = entry.document_number.trim();
        let names_no_other = || entry_owner(entry).is_none_or(|id| !self.is_another(&id));
        let names_this = || entry_owner(entry).is_some_and(|id| self.is_own(&id));
        self.with_orders.contains(number) && names_no_other()
            || self.digests().any(|digest| digest == number) && names_this()
    }

    /// Whether an entry bears the digest of a part that holds orders.
    fn has_orders_of(&self, batch: &FoundBatch) -> bool {
        let mut entries = batch.journal_headers.iter();
        entries.any(|entry| self.with_orders.contains(entry.document_number.trim()))
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
    let titles = batch
        .journal_headers
        .iter()
        .map(|entry| entry.description.as_str());
    let mut titles = titles.chain([batch.description.as_str()]);
    most_named(batch.details()).or_else(|| titles.find_map(id_in).map(str::to_owned))
}

/// The same of one entry.
pub(super) fn entry_owner(entry: &FoundHeader) -> Option<String> {
    most_named(entry.journal_details.iter()).or_else(|| id_in(&entry.description).map(str::to_owned))
}

fn most_named<'b>(lines: impl Iterator<Item = &'b FoundDetail>) -> Option<String> {
    let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
    for id in lines.filter_map(|line| id_in(&line.reference)) {
        *votes.entry(id).or_default() += 1;
    }
    let most = votes.into_iter().max_by_key(|(_, count)| *count);
    most.map(|(id, _)| id.to_owned())
}

/// Every settlement's id that a batch names, in whatever text.
pub(super) fn ids_in(batch: &FoundBatch) -> impl Iterator<Item = &str> {
    let references = batch.details().map(|line| line.reference.as_str());
    let titles = batch
        .journal_headers
        .iter()
        .map(|entry| entry.description.as_str());
    let texts = references.chain(titles).chain([batch.description.as_str()]);
    texts.filter_map(id_in)
}

fn id_in(text: &str) -> Option<&str> {
    named_part(text).map(|(id, _)| id)
}
