//! An A/R batch: receipts or adjustments that clear invoices. The payments in it are posted with it.

mod evidence;
mod lookup;
mod sent;
mod stored;

pub use sent::{Sent, each_sent};
pub use stored::{BatchContent, BatchLine, ReceiptContent, document, noun, receipt_key, record_type};

use std::collections::BTreeSet;

use self::lookup::Lookup;
use super::{Absence, Deliverable, Form, InSage, Look, Result, Run, batch};
use crate::books::reason::{self};
use crate::books::record::{Kind, State};
use crate::sage300::comparison::Comparison;
use crate::sage300::receivables::{FoundReceiptBatch, compare};
use crate::store::{Change, Record, Step};

/// A/R batches.
#[derive(Debug, Clone, Copy)]
pub struct ReceiptBatches;

impl Deliverable for ReceiptBatches {
    fn kind(&self) -> Kind {
        Kind::ReceiptBatch
    }

    fn resource(&self) -> &'static str {
        "AR/ARReceiptAndAdjustmentBatches"
    }

    fn nouns(&self) -> (&'static str, &'static str) {
        ("A/R batch", "A/R batches")
    }

    fn noun(&self, record: &Record) -> String {
        stored::noun(record)
    }

    fn form(&self) -> &'static dyn Form {
        &batch::Batch
    }

    fn absence(&self) -> Absence {
        Absence::SendsInALaterRun
    }

    fn places(&self) -> &'static str {
        "the A/R batches, nor in what is open on its invoices"
    }

    fn sent_again(&self) -> &'static [&'static str] {
        batch::SENT_AGAIN
    }

    fn look<'a>(&self, run: &'a Run<'a>) -> Box<dyn Look + 'a> {
        Box::new(Lookup {
            run,
            kind: &ReceiptBatches,
        })
    }

    fn batches(&self, run: &Run<'_>, record: &Record) -> Result<Vec<String>> {
        let (sent, content) = (stored::document(record)?, BatchContent::of(record)?);
        let mut keys = content.keys;
        if !keys.contains(&record.key) {
            keys.push(record.key.clone());
        }
        let found = run
            .sage()?
            .receipt_batches_described(sent.batch_record_type, &keys)?;
        let live = found.into_iter().filter(|batch| !batch.is_deleted());
        Ok(live.map(|batch| batch.number().to_owned()).collect())
    }

    fn ended(&self, change: &mut Change<'_>, record: &Record, in_sage: &InSage) -> Result<()> {
        give_back(change, record, &in_sage.missing)?;
        clear(change, record, &in_sage.name)
    }

    fn deleted_numbers(&self, run: &Run<'_>, posted: &[Record]) -> Result<BTreeSet<String>> {
        Ok(run
            .sage()?
            .deleted_receipt_batches(&batch::known_numbers(posted))?)
    }

    fn changed(&self, run: &Run<'_>, posted: &[Record]) -> Result<Vec<Record>> {
        let open = run.sage()?.waiting_receipt_batches()?;
        let mut changed = Vec::new();
        for record in posted.iter().filter(|record| record.document.is_some()) {
            let (sent, number) = (document(record)?, batch::numbers(record).batch_number);
            let is_it = |found: &&FoundReceiptBatch| {
                !number.is_empty() && found.number() == number && found.kind() == Some(sent.batch_record_type)
            };
            let is_changed = |found: &FoundReceiptBatch| compare(&sent, found) != Comparison::Equal;
            if open.iter().find(is_it).is_some_and(is_changed) {
                changed.push(record.clone());
            }
        }
        Ok(changed)
    }
}

/// Payments whose lines do not stand in the batch are not cleared by it: they are planned anew.
fn give_back(change: &mut Change<'_>, batch: &Record, missing: &[String]) -> Result<()> {
    if missing.is_empty() {
        return Ok(());
    }
    let mut content = BatchContent::of(batch)?;
    let is_missing = |line: &BatchLine| missing.iter().any(|one| one.eq_ignore_ascii_case(&line.document));
    let (gone, stand) = content.lines.into_iter().partition(is_missing);
    content.lines = stand;
    rewrite(change, batch, &serde_json::to_string(&content)?)?;
    let gone: Vec<BatchLine> = gone;
    for line in gone {
        let Some(receipt) = change.record(Kind::Receipt, &line.receipt)? else {
            continue;
        };
        if receipt.state == State::Ready {
            set_free(
                change,
                &receipt,
                &format!("{} is not in {}", line.document, batch.key),
            )?;
        }
    }
    Ok(())
}

fn rewrite(change: &mut Change<'_>, record: &Record, content: &str) -> Result<()> {
    let Some(record) = change.record(record.kind, &record.key)? else {
        return Ok(());
    };
    let step = Step {
        content: Some((content, record.version.unwrap_or(record.updated_at))),
        event: "lines-missing",
        reason: record.reason.as_deref(),
        detail: record.detail.as_deref(),
        ..Step::default()
    };
    Ok(change.step(&record, &step)?)
}

/// A payment that was frozen into a batch, or posted with one that was deleted since, waits to be planned anew.
///
/// # Errors
/// When the database cannot be written.
pub fn set_free(change: &mut Change<'_>, receipt: &Record, because: &str) -> Result<()> {
    let content = serde_json::to_string(&ReceiptContent {
        batch: None,
        document: None,
        customer: None,
        ..ReceiptContent::of(receipt)?
    })?;
    let step = Step {
        content: Some((&content, receipt.version.unwrap_or(receipt.updated_at))),
        reopens: receipt.state == State::Posted,
        ..Step::to(State::Staged, "released")
    };
    Ok(change.step(receipt, &step.because(reason::REPLANNED.code, because))?)
}

/// The payments that stand in a batch follow it when it is posted.
///
/// # Errors
/// When the database cannot be written.
pub fn clear(change: &mut Change<'_>, batch: &Record, name: &str) -> Result<()> {
    // As it is now: what is not in it was given back.
    let now = change.record(batch.kind, &batch.key)?;
    for line in BatchContent::of(now.as_ref().unwrap_or(batch))?.lines {
        let Some(receipt) = change.record(Kind::Receipt, &line.receipt)? else {
            continue;
        };
        if receipt.state == State::Posted {
            continue;
        }
        let in_sage = serde_json::json!({ "batch": name, "document": line.document }).to_string();
        let name = format!("{} in {name}", line.document);
        change.step(
            &receipt,
            &Step {
                sage: Some(&in_sage),
                sage_name: Some(&name),
                ..Step::to(State::Posted, "posted")
            },
        )?;
    }
    Ok(())
}
