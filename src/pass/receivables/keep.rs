//! Writing what planning found: pairs frozen together with their batch, or the reason that each waits for.

use anyhow::Result;

use super::plan::{Frozen, Planned};
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::delivery::receipt_batch::{BatchContent, ReceiptContent, set_free};
use crate::money::Amount;
use crate::pass::session::Session;
use crate::store::{Change, NewRecord, Record, Step, hash_of};

/// Writes a settlement's plan; nothing is written where nothing changed.
pub(super) fn write(session: &Session<'_>, planned: &Planned) -> Result<()> {
    if !planned.not.is_empty() {
        session.change(|change| not(change, session, planned))?;
    }
    for batch in &planned.batches {
        session.change(|change| ready(change, session, planned, batch))?;
    }
    Ok(())
}

fn not(change: &mut Change<'_>, session: &Session<'_>, planned: &Planned) -> Result<()> {
    for (receipt, state, reason, words) in &planned.not {
        let held = *state == State::Held;
        session.count(if held { "clearing-held" } else { "clearing-waiting" });
        if receipt.stands(*state, reason.code, words) {
            continue;
        }
        if held && receipt.reason.as_deref() != Some(reason.code) {
            session.newly_open();
        }
        let step = Step::to(*state, if held { "held" } else { "waits" });
        change.step(receipt, &step.because(reason.code, words))?;
    }
    Ok(())
}

/// The batch is ready and its pairs are frozen in one commit.
fn ready(change: &mut Change<'_>, session: &Session<'_>, planned: &Planned, batch: &Frozen) -> Result<()> {
    let plan = &batch.plan;
    let document = plan.document.to_json();
    let hash = hash_of(document.as_bytes());
    let content = serde_json::to_string(&BatchContent {
        keys: plan.keys.clone(),
        lines: batch.lines.clone(),
    })?;
    let total: Amount = batch.lines.iter().map(|line| line.amount).sum();
    change.stage(&NewRecord {
        kind: Kind::ReceiptBatch,
        key: &plan.key,
        parent: Some(&planned.settlement),
        marketplace: None,
        version: None,
        content: Some(&content),
        amount: Some(total),
        currency: Some(planned.currency),
    })?;
    let staged = change.record(Kind::ReceiptBatch, &plan.key)?;
    let staged = staged.ok_or_else(|| anyhow::anyhow!("the batch {} was not stored", plan.key))?;
    change.step(
        &staged,
        &Step {
            document: Some((&document, &hash)),
            request_sha256: Some(&hash),
            ..Step::to(State::Ready, "planned")
        },
    )?;
    let now = session.clock.now();
    for (receipt, application) in batch.receipts.iter().zip(&plan.applications) {
        let content = ReceiptContent {
            batch: Some(plan.key.clone()),
            document: Some(application.document.clone()),
            customer: Some(application.customer.clone()),
            ..ReceiptContent::of(receipt)?
        };
        let content = serde_json::to_string(&content)?;
        let name = format!("{} of {}", application.document, plan.key);
        change.step(
            receipt,
            &Step {
                content: Some((&content, now)),
                customer: Some(&application.customer),
                sage_name: Some(&name),
                ..Step::to(State::Ready, "frozen")
            },
        )?;
    }
    Ok(())
}

/// A batch that never reached Sage, or was deleted there, is given up; its pairs are planned anew.
pub(in crate::pass) fn release(change: &mut Change<'_>, batch: &Record, because: &str) -> Result<()> {
    let step = Step {
        reopens: batch.state == State::Posted,
        ..Step::to(State::Skipped, "released")
    };
    change.step(batch, &step.because(reason::REPLANNED.code, because))?;
    let frozen = match batch.state {
        State::Posted => State::Posted,
        _ => State::Ready,
    };
    for line in BatchContent::of(batch)?.lines {
        let Some(receipt) = change.record(Kind::Receipt, &line.receipt)? else {
            continue;
        };
        if receipt.state == frozen && ReceiptContent::of(&receipt)?.batch.as_ref() == Some(&batch.key) {
            set_free(change, &receipt, because)?;
        }
    }
    Ok(())
}
