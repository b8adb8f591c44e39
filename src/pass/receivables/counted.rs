//! The lines of A/R batches that this database counts, by where they stand in Sage.

use std::collections::HashMap;

use anyhow::Result;

use crate::books::record::{Kind, State};
use crate::delivery::numbers;
use crate::delivery::receipt_batch::{BatchContent, document};
use crate::money::Amount;
use crate::sage300::receivables::{FoundApplied, RecordType};
use crate::store::{Record, Store};

/// Batches that stand in Sage, or may.
const STATES: [State; 3] = [State::Posted, State::Sending, State::Uncertain];

/// A line: its settlement, its document, and by how much that is reduced.
type Line = (String, String, Amount);

/// The lines of batches by their kind and number, read once a run.
#[derive(Debug, Default)]
pub(super) struct Counted(HashMap<(RecordType, String), Vec<Line>>);

/// What is counted of one batch, as far as it was not met yet.
pub(super) struct CountedOf(Option<Vec<Line>>);

impl Counted {
    pub(super) fn read(store: &Store) -> Result<Self> {
        let mut counted = Self::default();
        for record in store.records_in(Kind::ReceiptBatch, &STATES, 0, usize::MAX)? {
            counted.add(&record)?;
        }
        Ok(counted)
    }

    /// Reads the batches of one settlement anew.
    pub(super) fn read_again(&mut self, store: &Store, settlement: &str) -> Result<()> {
        for lines in self.0.values_mut() {
            lines.retain(|(of, ..)| of != settlement);
        }
        self.0.retain(|_, lines| !lines.is_empty());
        for record in store.parts(Kind::ReceiptBatch, settlement)? {
            if STATES.contains(&record.state) {
                self.add(&record)?;
            }
        }
        Ok(())
    }

    fn add(&mut self, record: &Record) -> Result<()> {
        let place = (document(record)?.batch_record_type, numbers(record).batch_number);
        let settlement = record.parent.clone().unwrap_or_default();
        let lines = BatchContent::of(record)?.lines.into_iter();
        let lines = lines.map(|line| (settlement.clone(), line.document, line.amount));
        self.0.entry(place).or_default().extend(lines);
        Ok(())
    }

    pub(super) fn of(&self, kind: RecordType, number: &str) -> CountedOf {
        CountedOf(self.0.get(&(kind, number.to_owned())).cloned())
    }
}

impl CountedOf {
    pub(super) fn is_some(&self) -> bool {
        self.0.is_some()
    }

    /// Whether a line is one of them; it is met once.
    pub(super) fn take(&mut self, line: &FoundApplied) -> bool {
        let Some(lines) = &mut self.0 else { return false };
        // A person may have changed the amount since.
        let exact = |(_, document, amount): &Line| line.is_on(document) && line.reduces() == *amount;
        let same = |(_, document, _): &Line| line.is_on(document);
        let at = lines
            .iter()
            .position(exact)
            .or_else(|| lines.iter().position(same));
        at.map(|at| lines.swap_remove(at)).is_some()
    }
}
