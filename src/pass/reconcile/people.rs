//! What people applied in A/R after the day: A/R tells only what is open now.

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::NaiveDate;

use super::applied::{Applied, has_its_number};
use super::asked::AsOf;
use crate::money::Amount;
use crate::pass::session::Session;
use crate::sage300::receivables::{FoundEntry, RecordType};

/// A line of a posted batch that is not ours.
#[derive(Debug)]
pub(super) struct Later {
    pub customer: String,
    /// The document that it reduced.
    pub document: String,
    /// By how much.
    pub amount: Amount,
}

/// Reads every posted batch of receipts and adjustments, and keeps what was posted after the day.
pub(super) fn applied_later(session: &Session<'_>, as_of: AsOf, applied: &[Applied]) -> Result<Vec<Later>> {
    let keys = applied.iter().flat_map(|one| one.keys.iter().chain([&one.key]));
    let ours: BTreeSet<String> = keys.map(|key| key.to_ascii_uppercase()).collect();
    let mut later = Vec::new();
    for kind in [RecordType::Receipts, RecordType::Adjustments] {
        for batch in session.sage()?.posted_receipt_batches(kind)? {
            let description = batch.description.as_deref().unwrap_or_default();
            // A person may have given one of ours another title: its number stays.
            let is_ours = ours.contains(&description.trim().to_ascii_uppercase())
                || applied.iter().any(|one| has_its_number(one, &batch));
            if !is_ours {
                let entries = batch.receipts_adjustments.iter();
                later.extend(entries.filter(|entry| is_later(entry, as_of.day)).flat_map(lines));
            }
        }
    }
    Ok(later)
}

fn is_later(entry: &FoundEntry, day: NaiveDate) -> bool {
    let posted = entry
        .posting_date
        .as_deref()
        .and_then(|text| text.get(..10)?.parse::<NaiveDate>().ok());
    posted.is_some_and(|posted| posted > day)
}

fn lines(entry: &FoundEntry) -> impl Iterator<Item = Later> + '_ {
    let customer = entry.customer_number.as_deref().unwrap_or_default().trim();
    entry.applied_receipts_adjustments.iter().map(move |line| {
        let distributed: Amount = line
            .distributions
            .iter()
            .filter_map(|one| one.distribution_amount)
            .sum();
        Later {
            customer: customer.to_owned(),
            document: line
                .document_number
                .as_deref()
                .unwrap_or_default()
                .trim()
                .to_owned(),
            amount: line.customer_receipt_amount.unwrap_or_default() - distributed,
        }
    })
}
