//! Taking in what stands in Sage: a batch that this database does not know, with the payments whose lines it holds.

use anyhow::{Context, Result};

use super::in_sage::Known;
use crate::books::exception::{self, ExceptionKind};
use crate::books::record::{Kind, State};
use crate::delivery::receipt_batch::{BatchContent, BatchLine, ReceiptContent};
use crate::delivery::{NOT_POSTED, SageNumbers};
use crate::money::{Amount, Currency};
use crate::pass::session::Session;
use crate::sage300::receivables::{FoundApplied, FoundEntry};
use crate::store::{Change, NewException, NewRecord, Record, Step, hash_of};

/// A batch in Sage with payments of a settlement.
#[derive(Debug)]
pub(super) struct TakenIn {
    /// The key under which it is kept.
    pub key: String,
    /// The batch.
    pub known: Known,
    /// Further batches to which a person moved lines of it.
    pub moved: Vec<Known>,
    /// The payments, each with the document that its line is on.
    pub payments: Vec<(Record, ReceiptContent, String)>,
}

impl TakenIn {
    /// Whether another live batch holds lines that bear its key.
    pub(super) fn takes_in(&self, other: &Known) -> bool {
        let is_live = |known: &Known| !known.batch.is_deleted();
        other.key.as_ref() == Some(&self.key) && is_live(&self.known) && is_live(other)
    }

    /// The batch that a payment's line stands in, and the line's entry.
    fn place(&self, receipt: &Record, document: &str) -> (&Known, Option<&FoundEntry>) {
        let amount = receipt.amount.unwrap_or_default();
        let within = |known: &'_ Known, exact: bool| {
            let is_it = |line: &FoundApplied| line.is_on(document) && (!exact || line.reduces() == amount);
            known.batch.lines().any(|(_, line)| is_it(line))
        };
        let all = || std::iter::once(&self.known).chain(&self.moved);
        let known = all().find(|known| within(known, true));
        let known = known.or_else(|| all().find(|known| within(known, false)));
        let known = known.unwrap_or(&self.known);
        let line = known.batch.lines().find(|(_, line)| line.is_on(document));
        (known, line.map(|(entry, _)| entry))
    }
}

/// Writes a batch and its payments as posted, in one change.
pub(super) fn write(
    session: &Session<'_>,
    settlement: &str,
    currency: Currency,
    taken: &TakenIn,
) -> Result<()> {
    session.note_unknown_found()?;
    session.change(|change| {
        let record = batch(change, settlement, currency, taken)?;
        for (receipt, content, document) in &taken.payments {
            payment(change, session, (receipt, content), document, taken)?;
        }
        session.count("found");
        for (kind, figures) in to_see(taken) {
            let new = NewException {
                kind,
                customer: None,
                figures: &figures,
            };
            if change.open_exception(&record, &new)? {
                session.newly_open();
            }
        }
        Ok(())
    })
}

fn name(known: &Known) -> String {
    match known.batch.number() {
        "" => format!(
            "the A/R batch {} that Sage has cleared away",
            known.key.as_deref().unwrap_or_default()
        ),
        _ => format!("A/R {}", known.batch.named()),
    }
}

fn batch(change: &mut Change<'_>, settlement: &str, currency: Currency, taken: &TakenIn) -> Result<Record> {
    let number = taken.known.batch.number();
    let document = taken.known.batch.as_sent();
    let document = document.with_context(|| format!("A/R batch {number} tells no posting date"))?;
    let document = document.to_json();
    let hash = hash_of(document.as_bytes());
    let lines: Vec<BatchLine> = taken.payments.iter().map(line).collect();
    let total: Amount = lines.iter().map(|line| line.amount).sum();
    let content = serde_json::to_string(&BatchContent {
        keys: vec![taken.key.clone()],
        lines,
    })?;
    change.stage(&NewRecord {
        kind: Kind::ReceiptBatch,
        key: &taken.key,
        parent: Some(settlement),
        marketplace: None,
        version: None,
        content: Some(&content),
        amount: Some(total),
        currency: Some(currency),
    })?;
    let batch = &taken.known.batch;
    let is_open = !number.is_empty() && !batch.is_posted() && !batch.is_deleted();
    let numbers = serde_json::to_string(&SageNumbers {
        batch_number: number.to_owned(),
        found_in: format!("the A/R batches{}", if is_open { NOT_POSTED } else { "" }),
        ..SageNumbers::default()
    })?;
    let staged = change.record(Kind::ReceiptBatch, &taken.key)?;
    let staged = staged.with_context(|| format!("the batch {} was not stored", taken.key))?;
    let name = name(&taken.known);
    let step = Step {
        document: Some((&document, &hash)),
        sage: Some(&numbers),
        sage_name: Some(&name),
        detail: Some("found in the A/R batches"),
        ..Step::to(State::Posted, "found")
    };
    change.step(&staged, &step)?;
    Ok(change.record(Kind::ReceiptBatch, &taken.key)?.unwrap_or(staged))
}

fn line((receipt, content, document): &(Record, ReceiptContent, String)) -> BatchLine {
    BatchLine {
        receipt: receipt.key.clone(),
        order: content.order.clone(),
        document: document.clone(),
        amount: receipt.amount.unwrap_or_default(),
        ..BatchLine::default()
    }
}

fn payment(
    change: &mut Change<'_>,
    session: &Session<'_>,
    (receipt, content): (&Record, &ReceiptContent),
    document: &str,
    taken: &TakenIn,
) -> Result<()> {
    let (known, entry) = taken.place(receipt, document);
    let name = name(known);
    let in_sage = serde_json::json!({ "batch": name, "document": document }).to_string();
    let customer = entry.and_then(|entry| entry.customer_number.clone());
    let content = serde_json::to_string(&ReceiptContent {
        batch: Some(taken.key.clone()),
        document: Some(document.to_owned()),
        customer: customer.clone(),
        ..content.clone()
    })?;
    let shown = format!("{document} in {name}");
    let step = Step {
        content: Some((&content, session.clock.now())),
        customer: customer.as_deref(),
        sage: Some(&in_sage),
        sage_name: Some(&shown),
        ..Step::to(State::Posted, "found")
    };
    Ok(change.step(receipt, &step)?)
}

/// What a person changed in the batch: kind of exception, and figures.
fn to_see(taken: &TakenIn) -> Vec<(ExceptionKind, String)> {
    let (batch, number) = (&taken.known.batch, taken.known.batch.number());
    let named = name(&taken.known);
    if batch.is_deleted() {
        let figures = format!("{named} with the key {} was deleted in Sage", taken.key);
        return vec![(exception::DELETED_IN_SAGE, figures)];
    }
    let mut edits = Vec::new();
    let title = batch.description.as_deref().unwrap_or_default();
    if !title.eq_ignore_ascii_case(&taken.key) {
        edits.push(match &taken.known.key {
            Some(key) => format!("its description is \u{201c}{title}\u{201d} instead of {key}"),
            None => format!("it is called \u{201c}{title}\u{201d} and bears no key of this program"),
        });
    }
    for (receipt, _, document) in &taken.payments {
        let amount = receipt.amount.unwrap_or_default();
        let (place, _) = taken.place(receipt, document);
        if place.batch.number() != number {
            edits.push(format!("{document} was moved to {}", place.batch.named()));
        }
        let on = place.batch.lines().filter(|(_, line)| line.is_on(document));
        let there: Vec<Amount> = on.map(|(_, line)| line.reduces()).collect();
        if let (false, Some(first)) = (there.contains(&amount), there.first()) {
            edits.push(format!("{first} is applied to {document} instead of {amount}"));
        }
    }
    if edits.is_empty() {
        return Vec::new();
    }
    let figures = format!("{named}: {}", edits.join("; "));
    vec![(exception::EDITED_IN_SAGE, figures)]
}
