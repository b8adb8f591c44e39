//! In a dry run: what clearing would find of a settlement whose journals it planned and did not send.

use std::collections::BTreeSet;

use anyhow::Result;

use super::known::Journals;
use super::stage::pairs;
use crate::books::record::{Kind, State};
use crate::pass::session::Session;
use crate::pass::settlements::stored::Posted;
use crate::sage300::ledger::JournalBatch;
use crate::store::Record;

/// A settlement as it would stand once its journals are in Sage.
#[derive(Debug, Clone)]
pub(in crate::pass) struct Coming {
    pub(super) posted: Posted,
    pub(super) journals: Option<Journals>,
    /// The orders that it gives money back for.
    pub(super) refunded: BTreeSet<String>,
}

impl Coming {
    /// A settlement with its parts, by their keys, and the orders that it gives money back for.
    pub(in crate::pass) fn new<'p>(
        posted: Posted,
        parts: impl Iterator<Item = (&'p str, &'p JournalBatch)>,
        refunded: BTreeSet<String>,
    ) -> Self {
        let mut journals = None;
        for (key, document) in parts {
            Journals::take_in(&mut journals, key, document);
        }
        Self {
            posted,
            journals,
            refunded,
        }
    }

    /// The pairs that the real run would stage: as records, and in no database.
    pub(super) fn receipts(&self, session: &Session<'_>) -> Result<Vec<Record>> {
        let now = session.clock.now();
        let mut receipts = Vec::new();
        for pair in pairs(&self.posted) {
            // One that is known already is planned as it is known, or not at all.
            if session.store.record(Kind::Receipt, &pair.key)?.is_some() {
                continue;
            }
            receipts.push(Record {
                id: 0,
                kind: Kind::Receipt,
                key: pair.key,
                parent: Some(self.posted.key.clone()),
                state: State::Staged,
                reason: None,
                detail: None,
                marketplace: None,
                customer: None,
                amount: Some(pair.amount),
                currency: Some(self.posted.currency),
                version: None,
                content: Some(serde_json::to_string(&pair.content)?),
                document: None,
                document_sha256: None,
                sage: None,
                attempt: 0,
                missed_at: None,
                first_seen: now,
                shipped: None,
                waiting_since: None,
                read_at: None,
                updated_at: now,
            });
        }
        Ok(receipts)
    }
}
