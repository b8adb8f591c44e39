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

/// Stages the pairs of settlements that were posted since the last run.
pub(super) fn stage(session: &Session<'_>) -> Result<()> {
    for posted in posted(session, |key| Ok(session.store.fact(&staged(key))?.is_none()))? {
        one(session, &posted)?;
    }
    Ok(())
}

/// The pairs and the fact that they are staged stand in one change.
fn one(session: &Session<'_>, posted: &Posted) -> Result<()> {
    let mut sums: BTreeMap<&str, BTreeMap<Option<&str>, Amount>> = BTreeMap::new();
    for (order, journal, amount) in &posted.on_clearing {
        let parts = sums.entry(order).or_default();
        *parts.entry(journal.as_deref()).or_default() += *amount;
    }
    session.change(|change| {
        for (order, parts) in sums.iter().filter(|(order, _)| !order.is_empty()) {
            let parts = parts.iter().filter(|(_, amount)| !amount.is_zero());
            for (at, (journal, amount)) in parts.enumerate() {
                let key = receipt_key(order, &posted.key, at);
                if change.record(Kind::Receipt, &key)?.is_some() {
                    continue;
                }
                let content = serde_json::to_string(&ReceiptContent {
                    order: (*order).to_owned(),
                    settlement: posted.key.clone(),
                    journal: journal.map(str::to_owned),
                    ..ReceiptContent::default()
                })?;
                change.stage(&NewRecord {
                    kind: Kind::Receipt,
                    key: &key,
                    parent: Some(&posted.key),
                    marketplace: None,
                    version: None,
                    content: Some(&content),
                    amount: Some(*amount),
                    currency: Some(posted.currency),
                })?;
            }
        }
        Ok(change.note(&staged(&posted.key), &sums.len().to_string())?)
    })
}
