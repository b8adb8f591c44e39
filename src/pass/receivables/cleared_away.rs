//! Payments whose A/R batches Sage has cleared away, as a company does that keeps no history: known by what A/R posted
//! to `clearing` under the settlement's keys.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::NaiveDate;

use super::in_sage::Known;
use super::judged::Judged;
use super::take_in::TakenIn;
use crate::books::receivables::{Way, batch_keys};
use crate::pass::session::Session;
use crate::sage300::ledger::{PostedTransaction, unformatted};
use crate::sage300::receivables::{FoundApplied, FoundEntry, FoundReceiptBatch, RecordType};

/// Numbers of keys that one question is about.
const AT_ONCE: usize = 8;

/// Takes out the pairs whose invoices are settled, where the ledger has a line of just their amount under a key of the
/// settlement from a number on; the lines are in the company's currency, and a pair in another one is left alone.
///
/// # Errors
/// When Sage cannot be asked.
pub(super) fn find(
    session: &Session<'_>,
    (ids, first): (&[String], usize),
    (way, day): (&Way, NaiveDate),
    judged: Vec<Judged>,
) -> Result<(Vec<TakenIn>, Vec<Judged>)> {
    let mut lines = posted(session, ids, first)?;
    let functional = session.sage()?.functional_currency()?;
    let mut found: BTreeMap<String, Vec<(Judged, String)>> = BTreeMap::new();
    let mut rest = Vec::new();
    for one in judged {
        let is_asked = one.is_settled() && one.receipt.currency == Some(functional);
        let fits = |(_, row): &(String, PostedTransaction)| row.journal_transaction_amount == one.amount();
        let line = lines.iter().position(fits).filter(|_| is_asked);
        match (line, one.documents.first().cloned()) {
            (Some(at), Some(document)) => {
                let (key, _) = lines.swap_remove(at);
                found.entry(key).or_default().push((one, document));
            }
            _ => rest.push(one),
        }
    }
    let taken = found
        .into_iter()
        .map(|(key, pairs)| taken_in(key, (way, day), pairs));
    Ok((taken.collect(), rest))
}

/// What A/R posted to `clearing` under the keys, with the key of each line.
fn posted(session: &Session<'_>, ids: &[String], first: usize) -> Result<Vec<(String, PostedTransaction)>> {
    let clearing = session
        .config
        .settlements()?
        .clearing
        .as_deref()
        .unwrap_or_default();
    let clearing = unformatted(clearing);
    let mut all = Vec::new();
    let mut from = first;
    loop {
        let keys = batch_keys(ids, from..from + AT_ONCE);
        let rows = match session.sage()?.posted_lines_referring(&keys) {
            // A company that does not show them tells nothing of what was cleared away.
            Err(error) if error.is_not_shown() => return Ok(all),
            rows => rows?,
        };
        let before = all.len();
        for row in rows {
            let text = row.journal_detail_reference.trim();
            let key = keys.iter().find(|key| key.eq_ignore_ascii_case(text)).cloned();
            if let Some(key) = key.filter(|_| unformatted(&row.account_number) == clearing) {
                all.push((key, row));
            }
        }
        if all.len() == before {
            return Ok(all);
        }
        from += AT_ONCE;
    }
}

/// The batch as far as it can still be told.
fn taken_in(key: String, (way, day): (&Way, NaiveDate), pairs: Vec<(Judged, String)>) -> TakenIn {
    let kind = match way {
        Way::Adjustments { .. } => RecordType::Adjustments,
        Way::Receipts { .. } => RecordType::Receipts,
    };
    let entry = |(one, document): &(Judged, String)| FoundEntry {
        entry_reference: Some(key.clone()),
        posting_date: Some(day.to_string()),
        applied_receipts_adjustments: vec![FoundApplied {
            document_number: Some(document.clone()),
            customer_receipt_amount: Some(one.amount()),
            ..FoundApplied::default()
        }],
        ..FoundEntry::default()
    };
    let batch = FoundReceiptBatch {
        batch_record_type: Some(kind.word().to_owned()),
        description: Some(key.clone()),
        batch_status: Some("Posted".to_owned()),
        receipts_adjustments: pairs.iter().map(entry).collect(),
        ..FoundReceiptBatch::default()
    };
    let payments = pairs.into_iter();
    TakenIn {
        known: Known {
            batch,
            key: Some(key.clone()),
        },
        key,
        moved: Vec::new(),
        payments: payments
            .map(|(one, document)| (one.receipt, one.content, document))
            .collect(),
    }
}
