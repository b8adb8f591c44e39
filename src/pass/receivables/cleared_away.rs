//! Payments whose A/R batches Sage has cleared away, as a company does that keeps no history: known by what A/R posted
//! to `clearing` under the settlement's keys.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use chrono::NaiveDate;

use super::in_sage::Known;
use super::judged::Judged;
use super::take_in::TakenIn;
use crate::books::receivables::{Way, batch_keys};
use crate::money::{Amount, Currency};
use crate::pass::session::Session;
use crate::sage300::ledger::{LedgerNames, unformatted};
use crate::sage300::receivables::{FoundApplied, FoundEntry, FoundReceiptBatch, RecordType};

/// Numbers of keys that one question is about.
const AT_ONCE: usize = 8;

/// Takes out the pairs whose invoices are settled, where the ledger has a line of just their amount and currency under a
/// key of the settlement from a number on.
///
/// # Errors
/// When Sage cannot be asked.
pub(super) fn find(
    session: &Session<'_>,
    (ids, first): (&[String], usize),
    (way, day): (&Way, NaiveDate),
    judged: Vec<Judged>,
) -> Result<(Vec<TakenIn>, Vec<Judged>)> {
    let mut lines = Posted::read(session, ids, first)?;
    let mut found: BTreeMap<String, Vec<(Judged, String)>> = BTreeMap::new();
    let mut rest = Vec::new();
    for one in judged {
        let document = one.documents.first().filter(|_| one.is_settled()).cloned();
        let key = match (&document, one.receipt.currency) {
            (Some(_), Some(currency)) => lines.take(currency, one.amount()),
            _ => None,
        };
        match (key, document) {
            (Some(key), Some(document)) => found.entry(key).or_default().push((one, document)),
            _ => rest.push(one),
        }
    }
    let taken = found
        .into_iter()
        .map(|(key, pairs)| taken_in(key, (way, day), pairs));
    Ok((taken.collect(), rest))
}

/// What A/R posted to `clearing` under the keys of a settlement.
pub(super) struct Posted {
    /// The key of each line, and its amount.
    lines: Vec<(String, (Currency, Amount))>,
}

impl Posted {
    /// Reads it from a number on.
    ///
    /// # Errors
    /// When Sage cannot be asked.
    pub(super) fn read(session: &Session<'_>, ids: &[String], first: usize) -> Result<Self> {
        let sage = session.sage()?;
        let mut posted = Self { lines: Vec::new() };
        let functional = sage.functional_currency()?;
        let settings = session.config.settlements()?;
        let clearing = unformatted(settings.clearing.as_deref().unwrap_or_default());
        let names = match sage.ledger_names() {
            // Then it tells what is in its own currency only.
            Err(error) if error.is_not_shown() => LedgerNames::default(),
            names => names?,
        };
        let fields = names.fields();
        let mut from = first;
        loop {
            let keys = batch_keys(ids, from..from + AT_ONCE);
            let rows = match sage.posted_rows_referring(&keys) {
                // A company that does not show them tells nothing of what was cleared away.
                Err(error) if error.is_not_shown() => return Ok(posted),
                rows => rows?,
            };
            let before = posted.lines.len();
            for line in rows.iter().filter_map(|row| names.line(row, &fields).ok()) {
                let key = keys.iter().find(|key| key.eq_ignore_ascii_case(&line.reference));
                if let Some(key) = key.filter(|_| unformatted(&line.account) == clearing) {
                    posted.lines.push((key.clone(), line.in_its_currency(functional)));
                }
            }
            if posted.lines.len() == before {
                return Ok(posted);
            }
            from += AT_ONCE;
        }
    }

    /// Leaves out what stands under a key.
    pub(super) fn without(&mut self, key: &str) {
        self.lines.retain(|(own, _)| !own.eq_ignore_ascii_case(key));
    }

    /// Takes a line of just this amount; its key.
    pub(super) fn take(&mut self, currency: Currency, amount: Amount) -> Option<String> {
        let at = self
            .lines
            .iter()
            .position(|(_, line)| *line == (currency, amount))?;
        Some(self.lines.swap_remove(at).0)
    }

    /// Takes a line of just this amount under a key.
    pub(super) fn take_under(&mut self, key: &str, currency: Currency, amount: Amount) {
        let is_it = |(own, line): &(String, _)| own == key && *line == (currency, amount);
        if let Some(at) = self.lines.iter().position(is_it) {
            self.lines.swap_remove(at);
        }
    }

    /// The keys of what is left.
    pub(super) fn keys(&self) -> BTreeSet<String> {
        self.lines.iter().map(|(key, _)| key.clone()).collect()
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
