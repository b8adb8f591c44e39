//! What batches of receipts and adjustments in Sage apply already, whatever this database remembers of them.
//!
//! This program's batches of a settlement are known by their key, posted ones first; whoever gave one another title
//! left its lines, so a line on the same document with the same amount is the payment too. Posted batches without a key
//! are many, and are read only where an invoice is settled by something that this database does not know.

use std::cell::OnceCell;
use std::collections::HashSet;

use anyhow::Result;

use crate::books::receivables::batch_key;
use crate::books::record::{Kind, State};
use crate::delivery::numbers;
use crate::delivery::receipt_batch::document;
use crate::money::Amount;
use crate::pass::session::Session;
use crate::pass::settlements::stored::ids;
use crate::sage300::ledger::unformatted;
use crate::sage300::receivables::{FoundApplied, FoundReceiptBatch, RecordType};

/// What every key begins with.
const PREFIX: &str = "AMZ-AR ";

/// Numbers of keys that one question is about.
const AT_ONCE: usize = 4;

/// Asks Sage, once a run where the answer is the same for every settlement.
pub(super) struct InSage<'a> {
    session: &'a Session<'a>,
    waiting: OnceCell<Vec<FoundReceiptBatch>>,
    posted: OnceCell<Vec<FoundReceiptBatch>>,
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
    document: String,
    amount: Amount,
    taken: bool,
}

impl<'a> InSage<'a> {
    pub(super) fn new(session: &'a Session<'a>) -> Self {
        Self {
            session,
            waiting: OnceCell::new(),
            posted: OnceCell::new(),
        }
    }

    /// What stands under the keys of a settlement from a number on, and in batches that are not posted.
    pub(super) fn stock(&self, ids: &[String], first: usize) -> Result<Stock> {
        let mut stock = Stock {
            next: first,
            ..Stock::default()
        };
        let counted = self.counted()?;
        let mut from = first;
        loop {
            let numbers = from..from + AT_ONCE;
            let keys: Vec<String> = numbers
                .flat_map(|number| ids.iter().filter_map(move |id| batch_key(id, number)))
                .collect();
            let found = self.session.sage()?.receipt_batches_under(&keys)?;
            if found.is_empty() {
                break;
            }
            self.add(&mut stock, ids, &found, &counted)?;
            from += AT_ONCE;
        }
        if self.waiting.get().is_none() {
            let all = self.session.sage()?.waiting_receipt_batches()?;
            let _ = self.waiting.set(all);
        }
        self.add(
            &mut stock,
            ids,
            self.waiting.get().map_or(&[], Vec::as_slice),
            &counted,
        )?;
        Ok(stock)
    }

    /// Adds every posted batch, whatever its title.
    pub(super) fn add_posted(&self, stock: &mut Stock, ids: &[String]) -> Result<()> {
        if stock.has_posted {
            return Ok(());
        }
        stock.has_posted = true;
        if self.posted.get().is_none() {
            self.session
                .terminal
                .step("looking through the posted A/R batches for payments that this database does not know");
            let mut all = Vec::new();
            for kind in [RecordType::Receipts, RecordType::Adjustments] {
                all.extend(self.session.sage()?.posted_receipt_batches(kind)?);
            }
            let _ = self.posted.set(all);
        }
        let counted = self.counted()?;
        self.add(stock, ids, self.posted.get().map_or(&[], Vec::as_slice), &counted)
    }

    /// What lines on documents bring to `clearing` in batches that this database does not count.
    pub(super) fn on_clearing(&self, documents: &[String]) -> Result<Amount> {
        let counted = self.counted()?;
        let mut sum = Amount::ZERO;
        let mut all = self.session.sage()?.waiting_receipt_batches()?;
        for kind in [RecordType::Receipts, RecordType::Adjustments] {
            all.extend(self.session.sage()?.posted_receipt_batches(kind)?);
        }
        for batch in &all {
            let Some(kind) = batch.kind() else { continue };
            if counted.contains(&(kind, batch.number().to_owned())) {
                continue;
            }
            for (_, line) in batch.lines() {
                if documents.iter().any(|one| line.is_on(one)) && self.is_on_clearing(batch, line) {
                    sum += line.reduces();
                }
            }
        }
        Ok(sum)
    }

    /// Kind and number of the batches that this database counts.
    fn counted(&self) -> Result<HashSet<(RecordType, String)>> {
        let store = &self.session.store;
        let states = [State::Posted, State::Sending, State::Uncertain];
        let mut counted = HashSet::new();
        for record in store.records_in(Kind::ReceiptBatch, &states, 0, usize::MAX)? {
            counted.insert((
                document(&record)?.batch_record_type,
                numbers(&record).batch_number,
            ));
        }
        Ok(counted)
    }

    fn add(
        &self,
        stock: &mut Stock,
        ids: &[String],
        found: &[FoundReceiptBatch],
        counted: &HashSet<(RecordType, String)>,
    ) -> Result<()> {
        for batch in found {
            let Some(kind) = batch.kind() else { continue };
            let number = batch.number().to_owned();
            let is_known = stock
                .batches
                .iter()
                .any(|known| known.batch.kind() == Some(kind) && known.batch.number() == number);
            if is_known || counted.contains(&(kind, number)) {
                continue;
            }
            let key = key_of(batch, ids);
            if key.is_none() && (batch.is_deleted() || self.is_of_another(batch)?) {
                continue;
            }
            stock.put(batch, key, |line| self.is_on_clearing(batch, line));
        }
        Ok(())
    }

    /// Whether it bears a key of another settlement that is known here.
    fn is_of_another(&self, batch: &FoundReceiptBatch) -> Result<bool> {
        let Some(key) = texts(batch).find(|text| text.starts_with(PREFIX)) else {
            return Ok(false);
        };
        let id = key.split_whitespace().nth(1).unwrap_or_default();
        let store = &self.session.store;
        for record in store.records_in(Kind::Settlement, &State::ALL, 0, usize::MAX)? {
            if ids(&record)?.iter().any(|one| one == id) {
                return Ok(true);
            }
        }
        Ok(false)
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
        counts: impl Fn(&FoundApplied) -> bool,
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
        let lines = batch.lines().map(|(_, line)| line);
        let lines = lines.filter(|line| key.is_some() || counts(line));
        self.lines.extend(lines.map(|line| Line {
            batch: at,
            document: line.document_number.as_deref().unwrap_or_default().to_uppercase(),
            amount: line.reduces(),
            taken: false,
        }));
        self.batches.push(Known {
            batch: batch.clone(),
            key,
        });
    }

    /// Takes the line that applies just this amount to one of these documents; returns its batch and document.
    pub(super) fn take(&mut self, documents: &[String], amount: Amount) -> Option<(usize, String)> {
        let fits = |line: &Line| line.amount == amount;
        self.take_that(documents, fits, |_| true)
    }

    /// Takes a line of a batch with a key that a person changed: on one of these documents, with another amount.
    pub(super) fn take_edited(&mut self, documents: &[String], amount: Amount) -> Option<(usize, String)> {
        let same_way = |line: &Line| line.amount.is_negative() == amount.is_negative();
        self.take_that(documents, same_way, |known| {
            known.key.is_some() && !known.batch.is_deleted()
        })
    }

    fn take_that(
        &mut self,
        documents: &[String],
        fits: impl Fn(&Line) -> bool,
        counts: impl Fn(&Known) -> bool,
    ) -> Option<(usize, String)> {
        let is_on = |line: &&mut Line| {
            documents
                .iter()
                .any(|one| one.eq_ignore_ascii_case(&line.document))
        };
        let batches = &self.batches;
        let free = self.lines.iter_mut().filter(|line| !line.taken);
        let line = free
            .filter(is_on)
            .filter(|line| fits(line) && counts(&batches[line.batch]))
            .min_by_key(|line| batches[line.batch].rank())?;
        line.taken = true;
        Some((line.batch, line.document.clone()))
    }
}

impl Known {
    /// Posted ones first by their key; what was deleted last.
    fn rank(&self) -> (bool, bool, bool) {
        (
            self.batch.is_deleted(),
            self.key.is_none(),
            !self.batch.is_posted(),
        )
    }
}

/// The key of the settlement that a batch bears.
fn key_of(batch: &FoundReceiptBatch, ids: &[String]) -> Option<String> {
    let is_ours = |text: &&str| {
        let mut begins = ids.iter().map(|id| format!("{PREFIX}{id} "));
        begins.any(|begin| {
            text.get(..begin.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(&begin))
        })
    };
    let text = texts(batch).find(is_ours)?;
    // What a person wrote behind the key is no part of it.
    Some(text.split_whitespace().take(3).collect::<Vec<_>>().join(" "))
}

/// Its title, and the references of its entries.
fn texts(batch: &FoundReceiptBatch) -> impl Iterator<Item = &str> {
    let references = batch.receipts_adjustments.iter();
    let references = references.filter_map(|entry| entry.entry_reference.as_deref());
    batch.description.as_deref().into_iter().chain(references)
}
