//! What batches of receipts and adjustments in Sage apply already, whatever this database remembers of them.
//!
//! This program's batches of a settlement are known by their key, posted ones first; whoever gave one another title
//! left its lines, so a line on the same document with the same amount is the payment too. Posted batches without a key
//! are many, and are read only where an invoice is settled by something that this database does not know.

use std::cell::{Ref, RefCell};

use anyhow::{Result, anyhow};

use super::counted::Counted;
use crate::books::receivables::batch_keys;
use crate::money::Amount;
use crate::pass::session::Session;
use crate::sage300::ledger::unformatted;
use crate::sage300::receivables::{FoundApplied, FoundEntry, FoundReceiptBatch};

/// What every key begins with.
const PREFIX: &str = "AMZ-AR ";

/// Numbers of keys that one question is about.
const AT_ONCE: usize = 4;

/// Asks Sage, once a run where the answer is the same for every settlement.
pub(super) struct InSage<'a> {
    session: &'a Session<'a>,
    counted: RefCell<Option<Counted>>,
}

/// The lines of batches that may hold payments of one settlement, and the next number that no key has.
#[derive(Debug, Default)]
pub(super) struct Stock {
    /// The batches: with a key first, posted before open before deleted.
    pub batches: Vec<Known>,
    lines: Vec<Line>,
    /// The sequence number of the next batch.
    pub next: usize,
    has_posted: bool,
}

/// A batch in Sage that this database does not count.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub batch: FoundReceiptBatch,
    /// The key of the settlement that it bears, in its title or in the references of its entries.
    pub key: Option<String>,
}

#[derive(Debug)]
struct Line {
    batch: usize,
    /// Whether its entry bears the settlement's key, or the batch does and the entry no other.
    bears_key: bool,
    document: String,
    amount: Amount,
    taken: bool,
}

impl<'a> InSage<'a> {
    pub(super) fn new(session: &'a Session<'a>) -> Self {
        Self {
            session,
            counted: RefCell::default(),
        }
    }

    /// The batches of a settlement are others now: what was written of them counts from here on.
    pub(super) fn changed(&self, settlement: &str) -> Result<()> {
        match self.counted.borrow_mut().as_mut() {
            Some(counted) => counted.read_again(&self.session.store, settlement),
            None => Ok(()),
        }
    }

    /// What stands under the keys of a settlement from a number on, and in batches that are not posted.
    pub(super) fn stock(&self, ids: &[String], first: usize) -> Result<Stock> {
        let mut stock = Stock {
            next: first,
            ..Stock::default()
        };
        let mut from = first;
        loop {
            let keys = batch_keys(ids, from..from + AT_ONCE);
            let found = self.session.sage()?.receipt_batches_under(&keys)?;
            if found.is_empty() {
                break;
            }
            self.add(&mut stock, ids, &found)?;
            from += AT_ONCE;
        }
        self.add(&mut stock, ids, self.session.waiting_receipt_batches()?)?;
        Ok(stock)
    }

    /// Adds every posted batch, whatever its title.
    pub(super) fn add_posted(&self, stock: &mut Stock, ids: &[String]) -> Result<()> {
        if stock.has_posted {
            return Ok(());
        }
        stock.has_posted = true;
        self.add(stock, ids, self.session.posted_receipt_batches()?)
    }

    /// What lines on documents bring to `clearing` in batches that this database does not count.
    pub(super) fn on_clearing(&self, documents: &[String]) -> Result<Amount> {
        let mut sum = Amount::ZERO;
        let waiting = self.session.waiting_receipt_batches()?;
        for batch in waiting.iter().chain(self.session.posted_receipt_batches()?) {
            let Some(kind) = batch.kind() else { continue };
            let mut known = self.counted()?.of(kind, batch.number());
            for (_, line) in batch.lines().filter(|(_, line)| !known.take(line)) {
                if documents.iter().any(|one| line.is_on(one)) && self.is_on_clearing(batch, line) {
                    sum += line.reduces();
                }
            }
        }
        Ok(sum)
    }

    /// The lines of batches that this database counts. What else stands in such a batch, a person moved there.
    fn counted(&self) -> Result<Ref<'_, Counted>> {
        if self.counted.borrow().is_none() {
            *self.counted.borrow_mut() = Some(Counted::read(&self.session.store)?);
        }
        let counted = Ref::filter_map(self.counted.borrow(), Option::as_ref);
        counted.map_err(|_| anyhow!("what is counted is read above"))
    }

    fn add(&self, stock: &mut Stock, ids: &[String], found: &[FoundReceiptBatch]) -> Result<()> {
        let counted = self.counted()?;
        for batch in found {
            let Some(kind) = batch.kind() else { continue };
            let number = batch.number();
            let is_known = stock
                .batches
                .iter()
                .any(|known| known.batch.kind() == Some(kind) && known.batch.number() == number);
            let mut known = counted.of(kind, number);
            let (is_counted, mut lines) = (known.is_some(), batch.lines());
            if is_known || is_counted && lines.all(|(_, line)| known.take(line)) {
                continue;
            }
            let key = key_of(batch, ids);
            if key.is_none() && batch.is_deleted() {
                continue;
            }
            let mut known = counted.of(kind, number);
            stock.put(batch, key, |entry, line| {
                let bears = bears_key(batch, entry, ids);
                let counts = !known.take(line) && (bears || self.is_on_clearing(batch, line));
                counts.then_some(bears)
            });
        }
        Ok(())
    }

    /// Whether a line of a batch without a key goes where this program's lines go.
    fn is_on_clearing(&self, batch: &FoundReceiptBatch, line: &FoundApplied) -> bool {
        let config = &self.session.config;
        let clearing = config
            .settlements
            .as_ref()
            .and_then(|one| one.clearing.as_deref());
        let bank = config
            .receivables
            .as_ref()
            .and_then(|one| one.bank_code.as_deref());
        match line.distributions.first() {
            Some(distribution) => {
                let account = distribution.account.as_deref().unwrap_or_default();
                clearing.is_some_and(|clearing| unformatted(clearing) == unformatted(account))
            }
            None => bank.is_some() && batch.bank_code.as_deref() == bank,
        }
    }
}

impl Stock {
    fn put(
        &mut self,
        batch: &FoundReceiptBatch,
        key: Option<String>,
        mut counts: impl FnMut(&FoundEntry, &FoundApplied) -> Option<bool>,
    ) {
        if let Some(key) = &key {
            // One that was deleted and shows no lines may have held any payment: its number is looked up by itself.
            let tells = !batch.is_deleted() || batch.lines().next().is_some();
            let number: Option<usize> = key.split_whitespace().last().and_then(|text| text.parse().ok());
            if let Some(number) = number.filter(|_| tells) {
                self.next = self.next.max(number + 1);
            }
        }
        let at = self.batches.len();
        let lines = batch.lines().filter_map(|(entry, line)| {
            let bears_key = counts(entry, line)?;
            Some(Line {
                batch: at,
                bears_key,
                document: line.document_number.as_deref().unwrap_or_default().to_uppercase(),
                amount: line.reduces(),
                taken: false,
            })
        });
        self.lines.extend(lines);
        self.batches.push(Known {
            batch: batch.clone(),
            key,
        });
    }

    /// Takes the line that applies just this amount to one of these documents; returns its batch and document.
    pub(super) fn take(&mut self, documents: &[String], amount: Amount) -> Option<(usize, String)> {
        let fits = |line: &Line| line.amount == amount;
        self.take_that(documents, fits)
    }

    /// Takes a line with the key that a person changed: on one of these documents, with another amount.
    pub(super) fn take_edited(&mut self, documents: &[String], amount: Amount) -> Option<(usize, String)> {
        let deleted: Vec<bool> = self.batches.iter().map(|one| one.batch.is_deleted()).collect();
        let same_way = |line: &Line| {
            let is_live = deleted.get(line.batch) == Some(&false);
            line.bears_key && is_live && line.amount.is_negative() == amount.is_negative()
        };
        self.take_that(documents, same_way)
    }

    fn take_that(&mut self, documents: &[String], fits: impl Fn(&Line) -> bool) -> Option<(usize, String)> {
        let is_on = |line: &&mut Line| {
            documents
                .iter()
                .any(|one| one.eq_ignore_ascii_case(&line.document))
        };
        let batches = &self.batches;
        let free = self.lines.iter_mut().filter(|line| !line.taken);
        let line = free
            .filter(is_on)
            .filter(|line| fits(line))
            .min_by_key(|line| batches[line.batch].rank(line.bears_key))?;
        line.taken = true;
        Some((line.batch, line.document.clone()))
    }
}

impl Known {
    /// Posted ones first by their key; what was deleted last.
    fn rank(&self, bears_key: bool) -> (bool, bool, bool) {
        (self.batch.is_deleted(), !bears_key, !self.batch.is_posted())
    }
}

/// Whether a line is one of a batch of the settlement's, by its own entry first.
fn bears_key(batch: &FoundReceiptBatch, entry: &FoundEntry, ids: &[String]) -> bool {
    let own = entry
        .entry_reference
        .as_deref()
        .filter(|text| text.starts_with(PREFIX));
    let text = own.or(batch.description.as_deref()).unwrap_or_default();
    is_key_of(text, ids)
}

fn is_key_of(text: &str, ids: &[String]) -> bool {
    let mut begins = ids.iter().map(|id| format!("{PREFIX}{id} "));
    begins.any(|begin| {
        text.get(..begin.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(&begin))
    })
}

/// The key of the settlement that a batch bears.
fn key_of(batch: &FoundReceiptBatch, ids: &[String]) -> Option<String> {
    let text = texts(batch).find(|text| is_key_of(text, ids))?;
    // What a person wrote behind the key is no part of it.
    Some(text.split_whitespace().take(3).collect::<Vec<_>>().join(" "))
}

/// Its title, and the references of its entries.
fn texts(batch: &FoundReceiptBatch) -> impl Iterator<Item = &str> {
    let references = batch.receipts_adjustments.iter();
    let references = references.filter_map(|entry| entry.entry_reference.as_deref());
    batch.description.as_deref().into_iter().chain(references)
}
