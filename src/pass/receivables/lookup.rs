//! Is an A/R batch in Sage? By record type and description, then by what is open on its invoices.
//!
//! A batch that was posted and cleared away lives on only in the amounts that are due, so those are asked once the
//! batch may have been sent; before that, the list alone decides.

use anyhow::Result;

use super::open::{Evidence, evidence};
use super::stored::{BatchContent, document};
use crate::books::record::State;
use crate::pass::batches::{Found, InSage, ignored, numbers};
use crate::pass::session::Session;
use crate::sage300::receivables::{Comparison, FoundReceiptBatch, ReceiptBatch, compare, wrong_way};
use crate::store::Record;

/// Looks a batch up in the list and on its documents.
pub(in crate::pass) fn find(session: &Session<'_>, record: &Record) -> Result<Option<Found>> {
    let stored = document(record)?;
    let content = BatchContent::of(record)?;
    let mut keys = content.keys.clone();
    if !keys.contains(&record.key) {
        keys.push(record.key.clone());
    }
    let ignored = ignored(record);
    let is_ignored = |batch: &FoundReceiptBatch| ignored.iter().any(|number| number == batch.number());
    let mut batches = session
        .sage()?
        .receipt_batches_described(stored.batch_record_type, &keys)?;
    batches.retain(|batch| !batch.is_deleted() || !is_ignored(batch));
    let (deleted, live): (Vec<_>, Vec<_>) = batches.into_iter().partition(FoundReceiptBatch::is_deleted);
    let leftovers = numbers(record).leftovers;
    let counts = |batch: &FoundReceiptBatch| {
        !leftovers.iter().any(|number| number == batch.number())
            || matches!(compare(&stored, batch), Comparison::Equal | Comparison::Edited(_))
    };
    let live: Vec<FoundReceiptBatch> = live.into_iter().filter(counts).collect();
    if !live.is_empty() {
        return Ok(Some(of_batches(&stored, live)));
    }
    let deleted = deleted
        .iter()
        .filter_map(|batch| batch.number().parse::<u64>().ok())
        .min();
    if let Some(number) = deleted {
        return Ok(Some(Found::Deleted(number.to_string())));
    }
    by_open_amounts(session, record, &stored, &content)
}

fn by_open_amounts(
    session: &Session<'_>,
    record: &Record,
    stored: &ReceiptBatch,
    content: &BatchContent,
) -> Result<Option<Found>> {
    let was_sent = record.attempt > 0 && record.state != State::Ready;
    if !was_sent {
        return Ok(None);
    }
    Ok(match evidence(session, content, stored.batch_record_type)? {
        Evidence::Untouched => None,
        Evidence::Applied => Some(Found::Live(InSage {
            number: numbers(record).batch_number,
            status: "Posted".to_owned(),
            place: "what is open on its invoices",
            ..InSage::default()
        })),
        Evidence::Unclear(why) => Some(Found::Unclear(why)),
    })
}

/// The posted one is ours, else the lowest number that is whole; the rest are duplicates.
fn of_batches(stored: &ReceiptBatch, mut live: Vec<FoundReceiptBatch>) -> Found {
    let number = |batch: &FoundReceiptBatch| batch.number().parse::<u64>().unwrap_or(u64::MAX);
    live.sort_by_key(|batch| (!batch.is_posted(), number(batch)));
    let judged: Vec<(FoundReceiptBatch, Comparison)> = live
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
            number: batch.number().to_owned(),
            what,
        };
    };
    let (batch, comparison) = &judged[ours];
    let duplicates = judged
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != ours)
        .map(|(_, (batch, _))| (batch.number().to_owned(), batch.is_posted()));
    Found::Live(InSage {
        number: batch.number().to_owned(),
        entry: String::new(),
        status: batch.batch_status.clone().unwrap_or_default(),
        place: "the A/R batches",
        edits: match comparison {
            Comparison::Edited(edits) => edits.clone(),
            _ => Vec::new(),
        },
        wrong_way: if batch.is_posted() {
            None
        } else {
            wrong_way(stored, batch)
        },
        duplicates: duplicates.collect(),
    })
}
