//! Is a part in Sage? Batches by description, then posted lines by a reference of this part.
//!
//! The ledger has no unique key, so a batch is asked for before the first send, after an uncertain or refused
//! one, and once after every send, under every id the settlement has. "Not found" needs both places.

use super::stored::{document, keys};
use crate::delivery::batch::{Candidate, Likeness, judge, standing};
use crate::delivery::{Deliverable, Depth, Finds, Found, Look, Result, Run};
use crate::sage300::ledger::{Comparison, FoundBatch, JournalBatch, LONGEST_TEXT, compare, unformatted};
use crate::store::Record;

/// Looks parts up in both places.
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
        let (sent, keys) = (document(record)?, keys(record));
        let batches = self.run.sage()?.batches_described(&keys)?;
        let candidates = batches.iter().map(|batch| candidate(&sent, batch)).collect();
        judge(self.kind, record, "the journal batches", candidates, || {
            self.in_posted_lines(record, &sent, &keys)
        })
    }

    /// A batch that was posted and cleared lives on in its posted lines.
    fn in_posted_lines(
        &self,
        record: &Record,
        sent: &JournalBatch,
        keys: &[String],
    ) -> Result<Option<Found>> {
        let Some(line) = sent.details().max_by_key(|line| line.amount.abs()) else {
            return Ok(None);
        };
        let word = line.reference.strip_prefix(&record.key).unwrap_or_default();
        let references: Vec<String> = keys
            .iter()
            .flat_map(|key| [format!("{key}{word}"), key.clone()])
            .filter(|reference| reference.chars().count() <= LONGEST_TEXT)
            .collect();
        let rows = self.run.sage()?.posted_lines_referring(&references)?;
        let ours = rows.into_iter().find(|row| {
            unformatted(&row.account_number) == unformatted(&line.account_number)
                && row.journal_transaction_amount == line.amount
        });
        Ok(ours.map(|row| {
            let (number, entry) = (&row.batch_number, &row.journal_entry_number);
            Found::Ours(standing(
                self.kind,
                record,
                number,
                entry,
                "the posted transactions",
            ))
        }))
    }
}

fn candidate(sent: &JournalBatch, batch: &FoundBatch) -> Candidate {
    let entry = batch.journal_headers.first();
    Candidate {
        number: batch.batch_number.clone(),
        entry: entry.map(|entry| entry.entry_number.clone()).unwrap_or_default(),
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
        wrong_way: None,
    }
}
