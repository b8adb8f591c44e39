//! Is an A/R batch in Sage? By record type and description, then by what is open on its invoices.
//!
//! A batch that was posted and cleared away lives on only in the amounts that are due, so those are asked once the
//! batch may have been sent; before that, the list alone decides.

use std::collections::BTreeSet;

use super::evidence::{Evidence, evidence};
use super::stored::{BatchContent, document};
use crate::books::record::State;
use crate::delivery::batch::{Candidate, Likeness, SageNumbers, ignored, judge, numbers, standing};
use crate::delivery::{Deliverable, Depth, Finds, Found, Look, Result, Run, one_by_one};
use crate::sage300::comparison::Comparison;
use crate::sage300::receivables::{FoundReceiptBatch, ReceiptBatch, compare, wrong_way};
use crate::store::Record;

/// Looks batches up in the list and on their documents.
pub(super) struct Lookup<'a> {
    pub run: &'a Run<'a>,
    pub kind: &'a dyn Deliverable,
}

impl Look for Lookup<'_> {
    fn up(&self, records: &[Record], _depth: Depth) -> Result<Finds> {
        one_by_one(records, |record| self.one(record))
    }
}

impl Lookup<'_> {
    fn one(&self, record: &Record) -> Result<Option<Found>> {
        let (sent, content) = (document(record)?, BatchContent::of(record)?);
        let mut keys = content.keys.clone();
        if !keys.contains(&record.key) {
            keys.push(record.key.clone());
        }
        let kind = sent.batch_record_type;
        let found = self.run.sage()?.receipt_batches_described(kind, &keys)?;
        let (mut batches, strangers): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|batch| decides(&sent, batch));
        if batches.is_empty() {
            batches.extend(self.by_number(record, &sent)?);
        }
        if batches.is_empty() && was_sent(record) {
            batches.extend(without_moved(&sent, self.retitled(&sent, &keys)?));
        }
        if let (true, 0, Some(other)) = (batches.is_empty(), record.attempt, strangers.first()) {
            return Ok(Some(Found::Unclear(format!(
                "A/R {} stands in Sage under its key, with other documents",
                other.named()
            ))));
        }
        let ignored = ignored(record);
        let counts = |batch: &FoundReceiptBatch| !ignored.iter().any(|number| number == batch.number());
        let is_listed = batches.iter().any(|batch| batch.is_deleted() && counts(batch));
        let mut candidates: Vec<Candidate> = batches.iter().map(|batch| candidate(&sent, batch)).collect();
        let moved = self.moved(record, &content, &batches, &mut candidates)?;
        let judged = judge(self.kind, record, "the A/R batches", candidates, || {
            if is_listed {
                Ok(None)
            } else {
                self.by_open_amounts(record, &sent, &content)
            }
        })?;
        Ok(judged.map(|found| with_missing(found, &batches, &content, &moved)))
    }

    /// The batch that it was posted as, which a person has given another title since.
    fn by_number(&self, record: &Record, sent: &ReceiptBatch) -> Result<Option<FoundReceiptBatch>> {
        if record.state != State::Posted {
            return Ok(None);
        }
        let number = numbers(record).batch_number;
        if number.is_empty() {
            return Ok(None);
        }
        let found = self.run.sage()?.receipt_batch(sent.batch_record_type, &number)?;
        Ok(found.filter(|batch| decides(sent, batch)))
    }

    /// Open batches that a person has given another title before the answer to their send was known: by the references
    /// of their entries, or by all their lines.
    fn retitled(&self, sent: &ReceiptBatch, keys: &[String]) -> Result<Vec<FoundReceiptBatch>> {
        let mut waiting = self.run.sage()?.waiting_receipt_batches()?;
        let names = |batch: &FoundReceiptBatch| {
            let mut references = batch.receipts_adjustments.iter();
            references.any(|entry| {
                let text = entry.entry_reference.as_deref().unwrap_or_default();
                keys.iter().any(|key| key.eq_ignore_ascii_case(text.trim()))
            })
        };
        waiting.retain(|batch| {
            batch.kind() == Some(sent.batch_record_type)
                && (compare(sent, batch) == Comparison::Equal || names(batch) && decides(sent, batch))
        });
        Ok(waiting)
    }

    /// Counts open batches as whole whose missing lines a person moved elsewhere, and gives the documents of those.
    ///
    /// Where one is whole as it stands, what another lacks is in that one; and what a refusal left behind never had them.
    fn moved(
        &self,
        record: &Record,
        content: &BatchContent,
        batches: &[FoundReceiptBatch],
        candidates: &mut [Candidate],
    ) -> Result<Vec<String>> {
        let is_whole = |one: &Candidate| !one.is_deleted && matches!(one.likeness, Likeness::Whole(_));
        if candidates.iter().any(is_whole) {
            return Ok(Vec::new());
        }
        let leftovers = numbers(record).leftovers;
        let lacks = |one: &Candidate| !one.is_posted && !one.is_deleted && !leftovers.contains(&one.number);
        let mut moved = Vec::new();
        if !candidates.iter().any(lacks) {
            return Ok(moved);
        }
        let waiting = self.run.sage()?.waiting_receipt_batches()?;
        for (one, batch) in candidates.iter_mut().zip(batches) {
            if !lacks(one) {
                continue;
            }
            let elsewhere = self.elsewhere(content, batch, &waiting)?;
            let (documents, edits): (Vec<_>, Vec<_>) = elsewhere.into_iter().unzip();
            if !documents.is_empty() {
                moved.extend(documents);
                one.likeness = Likeness::Whole(edits);
            }
        }
        Ok(moved)
    }

    /// What of a batch does not stand in it and yet is in Sage: a person moved it to another batch, which is open or has
    /// been posted since. Whoever deleted the rest as broken off would have it sent twice.
    ///
    /// The documents, each with the words for it.
    fn elsewhere(
        &self,
        content: &BatchContent,
        batch: &FoundReceiptBatch,
        waiting: &[FoundReceiptBatch],
    ) -> Result<Vec<(String, String)>> {
        let gone = || {
            content
                .lines
                .iter()
                .filter(|line| !stands_in(batch, &line.document))
        };
        let others = || waiting.iter().filter(|other| other.number() != batch.number());
        let mut found = Vec::new();
        for line in gone() {
            let holds = |other: &&FoundReceiptBatch| {
                let mut lines = other.lines();
                lines.any(|(_, one)| one.is_on(&line.document) && one.reduces() == line.amount)
            };
            if let Some(other) = others().find(holds) {
                let words = format!("{} was moved to {}", line.document, other.named());
                found.push((line.document.clone(), words));
            }
        }
        if found.is_empty() {
            let numbers: Vec<&str> = gone().map(|line| line.document.as_str()).collect();
            let documents = self.run.sage()?.documents_numbered(&numbers)?;
            for line in gone() {
                let due = documents.iter().find(|one| one.is_numbered(&line.document));
                let due = due.and_then(|one| one.customer_currency_amount_due);
                if due == Some(line.due_before - line.amount) {
                    let words = format!("another batch has applied {} to {}", line.amount, line.document);
                    found.push((line.document.clone(), words));
                }
            }
        }
        Ok(found)
    }

    fn by_open_amounts(
        &self,
        record: &Record,
        sent: &ReceiptBatch,
        content: &BatchContent,
    ) -> Result<Option<Found>> {
        if !was_sent(record) {
            return Ok(None);
        }
        Ok(match evidence(self.run, content, sent.batch_record_type)? {
            Evidence::Untouched => None,
            Evidence::Applied => {
                let number = numbers(record).batch_number;
                let place = "what is open on its invoices";
                Some(Found::Ours(standing(self.kind, record, &number, "", place)))
            }
            Evidence::Unclear(why) => Some(Found::Unclear(why)),
        })
    }
}

/// How a batch under its key compares with what was sent.
fn candidate(sent: &ReceiptBatch, batch: &FoundReceiptBatch) -> Candidate {
    let is_open = !batch.is_posted() && !batch.is_deleted();
    Candidate {
        number: batch.number().to_owned(),
        entry: String::new(),
        is_posted: batch.is_posted(),
        is_deleted: batch.is_deleted(),
        likeness: Likeness::of(compare(sent, batch), None),
        wrong_way: if is_open { wrong_way(sent, batch) } else { None },
    }
}

/// Whether it may have reached Sage without an answer.
fn was_sent(record: &Record) -> bool {
    record.attempt > 0 && record.state != State::Ready
}

/// Whether a batch says anything of what was sent: one that stands under its key decides only for the documents that
/// it holds. One without lines holds what was in it before it was deleted, or broken off.
fn decides(sent: &ReceiptBatch, batch: &FoundReceiptBatch) -> bool {
    let mut lines = batch.lines().peekable();
    lines.peek().is_none()
        || lines.any(|(_, line)| {
            let mut documents = sent.lines().map(|sent| sent.document_number.as_str());
            documents.any(|document| line.is_on(document))
        })
}

/// Without batches that hold nothing of what the fullest one holds: entries that were moved there keep their references,
/// and are no second batch.
fn without_moved(sent: &ReceiptBatch, batches: Vec<FoundReceiptBatch>) -> Vec<FoundReceiptBatch> {
    let holds = |batch: &FoundReceiptBatch| -> BTreeSet<String> {
        let documents = sent.lines().map(|line| &line.document_number);
        documents.filter(|one| stands_in(batch, one)).cloned().collect()
    };
    // Of two that hold as much, the first.
    let fullest = batches.iter().rev().map(holds).max_by_key(BTreeSet::len);
    let fullest = fullest.unwrap_or_default();
    let is_same = |batch: &FoundReceiptBatch| {
        let own = holds(batch);
        own.is_empty() || !own.is_disjoint(&fullest)
    };
    batches.into_iter().filter(is_same).collect()
}

fn stands_in(batch: &FoundReceiptBatch, document: &str) -> bool {
    batch.lines().any(|(_, line)| line.is_on(document))
}

/// With the documents that are not in the live batch that was found, nor were moved elsewhere.
fn with_missing(
    found: Found,
    batches: &[FoundReceiptBatch],
    content: &BatchContent,
    moved: &[String],
) -> Found {
    let Found::Ours(mut in_sage) = found else {
        return found;
    };
    let kept: SageNumbers = serde_json::from_str(&in_sage.numbers).unwrap_or_default();
    let ours = |batch: &&FoundReceiptBatch| batch.number() == kept.batch_number && !batch.is_deleted();
    if let Some(batch) = batches.iter().find(ours) {
        let documents = content.lines.iter().map(|line| &line.document);
        let is_missing = |one: &&String| !stands_in(batch, one) && !moved.contains(one);
        in_sage.missing = documents.filter(is_missing).cloned().collect();
    }
    Found::Ours(in_sage)
}
