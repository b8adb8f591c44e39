//! What a lookup finds of a batch, and what is kept of Sage with its record.

use serde::{Deserialize, Serialize};

use crate::books::reason;
use crate::store::Record;

/// What stands in Sage for a batch of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pass) enum Found {
    /// Ours, equal or changed by a person; the sentences say how.
    Live(InSage),
    /// Only a deleted one, with its number.
    Deleted(String),
    /// Sage broke off inside it: this batch must be deleted by a person.
    Partial { number: String, what: String },
    /// The batch is gone from the list, and what is open on its invoices says neither yes nor no.
    Unclear(String),
}

/// Our batch, as far as Sage still has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::pass) struct InSage {
    pub number: String,
    pub entry: String,
    pub status: String,
    /// Where it was found.
    pub place: &'static str,
    /// What a person changed.
    pub edits: Vec<String>,
    /// Why the batch would do the opposite of what was meant, with its figures.
    pub wrong_way: Option<String>,
    /// Other live batches with our key: number, and whether it is posted.
    pub duplicates: Vec<(String, bool)>,
}

/// What is kept of Sage with a batch.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::pass) struct SageNumbers {
    /// The batch.
    pub batch_number: String,
    /// The entry in it.
    pub entry_number: String,
    /// Where it was found.
    pub found_in: String,
    /// Batches with our key that count for nothing: partial ones a person was told to delete, deleted ones
    /// that a person had sent again.
    pub ignored: Vec<String>,
    /// What clear refusals left behind: batches without a whole entry, which never count while they stay so.
    pub leftovers: Vec<String>,
}

pub(in crate::pass) fn numbers(record: &Record) -> SageNumbers {
    let read = record
        .sage
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok());
    read.unwrap_or_default()
}

/// Batches that count for nothing, with the partial one that a person was told to delete.
///
/// While that one is live it is still met, so that nothing is sent beside it.
pub(in crate::pass) fn ignored(record: &Record) -> Vec<String> {
    let numbers = numbers(record);
    let mut ignored = numbers.ignored;
    ignored.extend(numbers.leftovers);
    if record.reason.as_deref() == Some(reason::PARTIAL_BATCH.code)
        && !ignored.contains(&numbers.batch_number)
    {
        ignored.push(numbers.batch_number);
    }
    ignored
}
