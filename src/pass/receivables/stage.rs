//! Every pair of order and settlement is staged once, when the settlement's journals are in Sage.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::books::record::Kind;
use crate::delivery::receipt_batch::{ReceiptContent, receipt_key};
use crate::money::Amount;
use crate::pass::session::Session;
use crate::pass::settlements::stored::{Posted, posted};
use crate::store::NewRecord;

/// The fact that says that a settlement's pairs are staged.
fn staged(settlement: &str) -> String {
    format!("receivables-staged/{settlement}")
}

/// A pair of order and settlement, with what the settlement paid of the order.
pub(super) struct Pair {
    pub key: String,
    pub content: ReceiptContent,
    pub amount: Amount,
}

/// Stages the pairs of settlements that were posted since the last run.
pub(super) fn stage(session: &Session<'_>) -> Result<()> {
    for posted in posted(session, |key| Ok(session.store.fact(&staged(key))?.is_none()))? {
        one(session, &posted)?;
    }
    Ok(())
}

/// What a settlement put on `clearing`, a pair for each order and part.
pub(super) fn pairs(posted: &Posted) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (order, parts) in sums(posted).into_iter().filter(|(order, _)| !order.is_empty()) {
        let parts = parts.into_iter().filter(|(_, amount)| !amount.is_zero());
        pairs.extend(parts.enumerate().map(|(at, (journal, amount))| Pair {
            key: receipt_key(order, &posted.key, at),
            content: ReceiptContent {
                order: order.to_owned(),
                settlement: posted.key.clone(),
                journal: journal.map(str::to_owned),
                ..ReceiptContent::default()
            },
            amount,
        }));
    }
    pairs
}

/// By order and part.
fn sums(posted: &Posted) -> BTreeMap<&str, BTreeMap<Option<&str>, Amount>> {
    let mut sums: BTreeMap<&str, BTreeMap<Option<&str>, Amount>> = BTreeMap::new();
    for (order, journal, amount) in &posted.on_clearing {
        let parts = sums.entry(order).or_default();
        *parts.entry(journal.as_deref()).or_default() += *amount;
    }
    sums
}

/// The pairs and the fact that they are staged stand in one change.
fn one(session: &Session<'_>, posted: &Posted) -> Result<()> {
    session.change(|change| {
        for pair in pairs(posted) {
            if change.record(Kind::Receipt, &pair.key)?.is_some() {
                continue;
            }
            let content = serde_json::to_string(&pair.content)?;
            change.stage(&NewRecord {
                kind: Kind::Receipt,
                key: &pair.key,
                parent: Some(&posted.key),
                marketplace: None,
                version: None,
                content: Some(&content),
                amount: Some(pair.amount),
                currency: Some(posted.currency),
            })?;
        }
        Ok(change.note(&staged(&posted.key), &sums(posted).len().to_string())?)
    })
}
