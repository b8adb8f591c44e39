//! Is a part in Sage? Batches by description, then posted lines by a reference of this part.
//!
//! The ledger has no unique key, so a batch is asked for before the first send, after an uncertain or refused
//! one, and once after every send, under every id the settlement has. "Not found" needs both places.

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::pass::batches::{Found, InSage, ignored, numbers};
use crate::pass::session::Session;
use crate::sage300::ledger::{Comparison, FoundBatch, JournalBatch, compare, unformatted};
use crate::store::Record;

/// What a part keeps besides its document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PartContent {
    /// Its key under each of the settlement's ids.
    pub keys: Vec<String>,
    /// The period of its posting date.
    pub posting_period: String,
}

/// The document of a part.
pub(super) fn document(record: &Record) -> Result<JournalBatch> {
    let text = record
        .document
        .as_deref()
        .context("a part without its document")?;
    serde_json::from_str(text)
        .with_context(|| format!("the stored document of {} cannot be read", record.key))
}

/// The fiscal period that a part is posted to.
pub(in crate::pass) fn posting_period(record: &Record) -> String {
    content(record).posting_period
}

fn content(record: &Record) -> PartContent {
    let read = record
        .content
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok());
    read.unwrap_or_default()
}

/// Looks a part up in both places.
pub(in crate::pass) fn find(session: &Session<'_>, record: &Record) -> Result<Option<Found>> {
    let stored = document(record)?;
    let mut keys = content(record).keys;
    if !keys.contains(&record.key) {
        keys.push(record.key.clone());
    }
    let ignored = ignored(record);
    let mut batches = session.sage()?.batches_described(&keys)?;
    batches.retain(|batch| !batch.is_deleted() || !ignored.contains(&batch.batch_number));
    let (deleted, live): (Vec<_>, Vec<_>) = batches.into_iter().partition(FoundBatch::is_deleted);
    let leftovers = numbers(record).leftovers;
    let counts = |batch: &FoundBatch| {
        !leftovers.contains(&batch.batch_number)
            || matches!(compare(&stored, batch), Comparison::Equal | Comparison::Edited(_))
    };
    let live: Vec<FoundBatch> = live.into_iter().filter(counts).collect();
    if !live.is_empty() {
        return Ok(Some(of_batches(&stored, live)));
    }
    if let Some(found) = in_posted_lines(session, &stored, &record.key, &keys)? {
        return Ok(Some(Found::Live(found)));
    }
    Ok(deleted
        .into_iter()
        .map(|batch| batch.batch_number)
        .min()
        .map(Found::Deleted))
}

/// The posted one is ours, else the lowest number that is whole; the rest are duplicates.
fn of_batches(stored: &JournalBatch, mut live: Vec<FoundBatch>) -> Found {
    live.sort_by(|one, other| {
        other
            .is_posted()
            .cmp(&one.is_posted())
            .then_with(|| one.batch_number.cmp(&other.batch_number))
    });
    let judged: Vec<(FoundBatch, Comparison)> = live
        .into_iter()
        .map(|batch| {
            let comparison = compare(stored, &batch);
            (batch, comparison)
        })
        .collect();
    let whole = |comparison: &Comparison| matches!(comparison, Comparison::Equal | Comparison::Edited(_));
    let Some(ours) = judged.iter().position(|(_, comparison)| whole(comparison)) else {
        let (batch, comparison) = &judged[0];
        let what = match comparison {
            Comparison::Partial { found, sent } => format!("it holds {found} of {sent} lines"),
            _ => "it holds no lines".to_owned(),
        };
        return Found::Partial {
            number: batch.batch_number.clone(),
            what,
        };
    };
    let (batch, comparison) = &judged[ours];
    let duplicates = judged
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != ours)
        .map(|(_, (batch, _))| (batch.batch_number.clone(), batch.is_posted()));
    Found::Live(InSage {
        number: batch.batch_number.clone(),
        entry: batch
            .journal_headers
            .first()
            .map(|header| header.entry_number.clone())
            .unwrap_or_default(),
        status: batch.status.clone(),
        place: "the journal batches",
        edits: match comparison {
            Comparison::Edited(edits) => edits.clone(),
            _ => Vec::new(),
        },
        wrong_way: None,
        duplicates: duplicates.collect(),
    })
}

/// A batch that was posted and cleared lives on in its posted lines.
fn in_posted_lines(
    session: &Session<'_>,
    stored: &JournalBatch,
    key: &str,
    keys: &[String],
) -> Result<Option<InSage>> {
    let Some(line) = stored.details().max_by_key(|line| line.amount.abs()) else {
        return Ok(None);
    };
    let word = line.reference.strip_prefix(key).unwrap_or_default();
    let references: Vec<String> = keys
        .iter()
        .flat_map(|key| [format!("{key}{word}"), key.clone()])
        .filter(|reference| reference.chars().count() <= crate::sage300::ledger::LONGEST_TEXT)
        .collect();
    let rows = session.sage()?.posted_lines_referring(&references)?;
    let ours = rows.into_iter().find(|row| {
        unformatted(&row.account_number) == unformatted(&line.account_number)
            && row.journal_transaction_amount == line.amount
    });
    Ok(ours.map(|row| InSage {
        number: row.batch_number,
        entry: row.journal_entry_number,
        status: "Posted".to_owned(),
        place: "the posted transactions",
        ..InSage::default()
    }))
}
