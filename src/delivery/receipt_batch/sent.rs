//! The batches that Sage has, or may have, for those who prove them.

use chrono::NaiveDate;

use super::stored::{self, BatchContent};
use crate::books::record::{Kind, State};
use crate::delivery::{Result, numbers};
use crate::money::{Amount, Currency};
use crate::sage300::receivables::ReceiptBatch;
use crate::store::{Record, Store};

/// A batch of receipts or adjustments.
#[derive(Debug, Clone)]
pub struct Sent {
    /// Its key.
    pub key: String,
    /// Its key under each of the settlement's ids.
    pub keys: Vec<String>,
    /// Its number in Sage, once it is known.
    pub number: String,
    /// Posted, or on its way.
    pub state: State,
    /// The day of all its entries.
    pub date: NaiveDate,
    /// The currency of its amounts.
    pub currency: Option<Currency>,
    /// What was sent.
    pub document: ReceiptBatch,
    /// For each line the Amazon order, the document in A/R, and by how much that is reduced.
    pub lines: Vec<(String, String, Amount)>,
}

/// Every batch that is posted, or whose answer is not known yet.
///
/// # Errors
/// When the database cannot be read.
pub fn sent(store: &Store) -> Result<Vec<Sent>> {
    let states = [State::Posted, State::Sending, State::Uncertain];
    let records = store.records_in(Kind::ReceiptBatch, &states, 0, usize::MAX)?;
    let read = |record: Record| {
        let content = BatchContent::of(&record)?;
        let document = stored::document(&record)?;
        let lines = content.lines.into_iter();
        Ok(Sent {
            keys: content.keys,
            number: numbers(&record).batch_number,
            state: record.state,
            date: document.batch_date,
            currency: record.currency,
            lines: lines
                .map(|line| (line.order, line.document, line.amount))
                .collect(),
            document,
            key: record.key,
        })
    };
    records.into_iter().map(read).collect()
}
