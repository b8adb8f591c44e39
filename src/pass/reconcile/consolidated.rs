//! Lines of accounts that are posted to in consolidation: what a line said is dropped, and its batch alone tells whose
//! it is.

use std::collections::BTreeMap;

use crate::books::reconciliation::{Place, Posting};
use crate::delivery::journal::Journal;

/// Names the lines of our journals by their batches.
pub(super) fn name_by_batch<'p>(postings: impl Iterator<Item = &'p mut Posting>, journals: &[Journal]) {
    let known = journals.iter().filter(|journal| !journal.batch.is_empty());
    let ours: BTreeMap<String, &str> = known
        .map(|journal| (format!("batch {}", journal.batch), journal.key.as_str()))
        .collect();
    for posting in postings {
        if posting.place != Place::Posted || posting.from_receivables {
            continue;
        }
        let batch = posting.name.split(',').next().unwrap_or_default();
        if let Some(key) = ours.get(batch) {
            posting.texts.insert(0, (*key).to_owned());
        }
    }
}
