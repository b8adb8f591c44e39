//! The record of a credit note that is not planned yet.

use anyhow::Result;

use crate::books::record::Kind;
use crate::store::{Change, NewRecord, Record};

/// Stores it beside its order.
pub(super) fn stage(change: &mut Change<'_>, order: &Record) -> Result<Record> {
    change.stage(&NewRecord {
        kind: Kind::CreditNote,
        key: &order.key,
        parent: None,
        marketplace: order.marketplace.as_deref(),
        version: None,
        content: None,
        amount: order.amount,
        currency: order.currency,
    })?;
    let note = change.record(Kind::CreditNote, &order.key)?;
    note.ok_or_else(|| anyhow::anyhow!("the credit note of {} was not stored", order.key))
}
