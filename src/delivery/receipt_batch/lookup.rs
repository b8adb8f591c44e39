//! Is an A/R batch in Sage? By record type and description, then by what is open on its invoices.
//!
//! A batch that was posted and cleared away lives on only in the amounts that are due, so those are asked once the
//! batch may have been sent; before that, the list alone decides.

use super::evidence::{Evidence, evidence};
use super::stored::{BatchContent, document};
use crate::books::record::State;
use crate::delivery::batch::{Candidate, Likeness, ignored, judge, numbers, standing};
use crate::delivery::{Deliverable, Depth, Finds, Found, Look, Result, Run};
use crate::sage300::receivables::{Comparison, FoundReceiptBatch, ReceiptBatch, compare, wrong_way};
use crate::store::Record;

/// Looks batches up in the list and on their documents.
pub(super) struct Lookup<'a> {
    pub run: &'a Run<'a>,
    pub kind: &'a dyn Deliverable,
}

impl Look for Lookup<'_> {
    fn up(&self, records: &[Record], _depth: Depth) -> Result<Finds> {
        let mut finds = Finds::new();
        for record in records {
            if let Some(found) = self.one(record)? {
                finds.insert(record.key.clone(), found);
            }
        }
        Ok(finds)
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
        let batches = self.run.sage()?.receipt_batches_described(kind, &keys)?;
        let ignored = ignored(record);
        let counts = |batch: &FoundReceiptBatch| !ignored.iter().any(|number| number == batch.number());
        let is_listed = batches.iter().any(|batch| batch.is_deleted() && counts(batch));
        let candidates = batches.iter().map(|batch| candidate(&sent, batch)).collect();
        judge(self.kind, record, "the A/R batches", candidates, || {
            if is_listed {
                Ok(None)
            } else {
                self.by_open_amounts(record, &sent, &content)
            }
        })
    }

    fn by_open_amounts(
        &self,
        record: &Record,
        sent: &ReceiptBatch,
        content: &BatchContent,
    ) -> Result<Option<Found>> {
        let was_sent = record.attempt > 0 && record.state != State::Ready;
        if !was_sent {
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

fn candidate(sent: &ReceiptBatch, batch: &FoundReceiptBatch) -> Candidate {
    let is_open = !batch.is_posted() && !batch.is_deleted();
    Candidate {
        number: batch.number().to_owned(),
        entry: String::new(),
        is_posted: batch.is_posted(),
        is_deleted: batch.is_deleted(),
        likeness: match compare(sent, batch) {
            Comparison::Equal => Likeness::Whole(Vec::new()),
            Comparison::Edited(edits) => Likeness::Whole(edits),
            Comparison::Partial { found, sent } => {
                Likeness::Part(format!("it holds {found} of {sent} lines"))
            }
            Comparison::Empty => Likeness::Part("it holds no lines".to_owned()),
        },
        wrong_way: if is_open { wrong_way(sent, batch) } else { None },
    }
}
