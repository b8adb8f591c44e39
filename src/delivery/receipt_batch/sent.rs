//! The batches that Sage has, or may have, for those who prove them.

use chrono::NaiveDate;
use serde::Deserialize;

use super::stored::BatchContent;
use crate::books::record::{Kind, State};
use crate::delivery::{Result, numbers, stored};
use crate::money::{Amount, Currency};
use crate::sage300::receivables::RecordType;
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
    /// Receipts or adjustments.
    pub kind: RecordType,
    /// The day of all its entries.
    pub date: NaiveDate,
    /// The currency of its amounts.
    pub currency: Option<Currency>,
    /// For each line the Amazon order, the document in A/R, and by how much that is reduced.
    pub lines: Vec<(String, String, Amount)>,
}

/// What of its document is asked here.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Head {
    batch_record_type: RecordType,
    batch_date: NaiveDate,
}

/// Batches of hundreds of lines that are held at once.
const AT_ONCE: usize = 10;

/// Visits every batch that is posted, or whose answer is not known yet.
///
/// # Errors
/// When the database cannot be read.
pub fn each_sent(store: &Store, mut visit: impl FnMut(Sent)) -> Result<()> {
    let states = [State::Posted, State::Sending, State::Uncertain];
    let mut after = 0;
    loop {
        let records = store.records_in(Kind::ReceiptBatch, &states, after, AT_ONCE)?;
        let Some(last) = records.last() else {
            return Ok(());
        };
        after = last.id;
        for record in records {
            visit(read(record)?);
        }
    }
}

fn read(record: Record) -> Result<Sent> {
    let content = BatchContent::of(&record)?;
    let head: Head = stored(record.document.as_deref(), "document of", &record.key)?;
    let lines = content.lines.into_iter();
    Ok(Sent {
        keys: content.keys,
        number: numbers(&record).batch_number,
        state: record.state,
        kind: head.batch_record_type,
        date: head.batch_date,
        currency: record.currency,
        lines: lines
            .map(|line| (line.order, line.document, line.amount))
            .collect(),
        key: record.key,
    })
}
