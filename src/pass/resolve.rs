//! A person's word on one record: exceptions are closed, a hold is decided.

use anyhow::Result;

use super::credit_notes;
use super::fault;
use super::receivables;
use super::session::Session;
use super::settlements::decided;
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::delivery::order::Orders;
use crate::delivery::{self, receipt_batch};
use crate::store::{Record, Step};

/// What a person decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// The exception is dealt with.
    Close,
    /// The record is never sent.
    Skip,
    /// What stands in Sage is the record.
    AcceptSage,
    /// The invoice is given back by a credit note.
    CreditNote,
}

/// What a person's word did.
#[derive(Debug)]
pub struct Done {
    /// In words, a line each.
    pub lines: Vec<String>,
    /// Whether nothing of it is left to do.
    pub whole: bool,
}

/// Carries out the decision and says what was done.
///
/// # Errors
/// When there is no such record, or nothing to decide about it.
pub fn run(session: &Session<'_>, key: &str, because: &str, word: Word) -> Result<Done> {
    let records = session.store.records_named(key)?;
    if records.is_empty() {
        return Err(fault::usage(format!("there is no record `{key}`")));
    }
    if word == Word::CreditNote {
        return credit_note(session, &records, because);
    }
    let mut done = Vec::new();
    // A proposal shares its order's id; the order itself is in Sage, and not what is meant.
    let notes = |record: &&Record| {
        record.kind == Kind::CreditNote && !matches!(record.state, State::Posted | State::Skipped)
    };
    let only_notes = word == Word::Skip && records.iter().any(|record| notes(&record));
    for record in records.iter().filter(|record| !only_notes || notes(record)) {
        match word {
            Word::Close => done.extend(let_pass(session, record, because)?),
            Word::Skip => done.extend(skip(session, record, because)?),
            Word::AcceptSage if record.kind == Kind::Order => {
                done.extend(delivery::accept(session, &Orders, record, because)?);
            }
            Word::AcceptSage if matches!(record.kind, Kind::Receipt | Kind::ReceiptBatch) => {
                done.extend(accept_cleared(session, record, because)?);
            }
            Word::AcceptSage | Word::CreditNote => {}
        }
        done.extend(close(session, record, because)?);
    }
    if done.is_empty() {
        return Err(fault::usage(format!(
            "`{key}` has no open exception, and its state needs no decision; nothing was changed"
        )));
    }
    Ok(Done {
        lines: done,
        whole: true,
    })
}

/// Once the note stands in Sage, what proposed it is dealt with.
fn credit_note(session: &Session<'_>, records: &[Record], because: &str) -> Result<Done> {
    let Some(order) = records.iter().find(|record| record.kind == Kind::Order) else {
        return Err(fault::usage(
            "a credit note gives an order's invoice back: name the Amazon order id",
        ));
    };
    let mut lines = credit_notes::ask(session, order, because)?;
    let whole = credit_notes::credited(&session.store, &order.key)? == credit_notes::Credited::Yes;
    if whole {
        lines.extend(close(session, order, because)?);
    } else {
        credit_notes::weigh(session)?;
    }
    Ok(Done { lines, whole })
}

fn close(session: &Session<'_>, record: &Record, because: &str) -> Result<Vec<String>> {
    let open = session.store.open_exceptions()?;
    let open: Vec<_> = open
        .into_iter()
        .filter(|one| one.key == record.key && one.record_kind == record.kind.word())
        .collect();
    session.change(|change| {
        for one in &open {
            change.close_exception(one, session.actor(), because)?;
        }
        Ok(())
    })?;
    Ok(open
        .iter()
        .map(|one| format!("{}: exception {} is closed", one.key, one.kind))
        .collect())
}

/// A settlement that waits for a person's word goes on with the next run.
fn let_pass(session: &Session<'_>, record: &Record, because: &str) -> Result<Option<String>> {
    if credit_notes::is_proposed(record) {
        return skip(session, record, because);
    }
    let waits = [
        reason::UNLINKED.code,
        reason::SAME_PERIOD.code,
        reason::ORDERS_UNREAD.code,
    ];
    let code = record.reason.as_deref().unwrap_or_default();
    let open = matches!(record.state, State::Staged | State::Held);
    // One that was only rehearsed was told what would hold it, and nothing holds it yet.
    let rehearsed = record.state == State::Staged && code.is_empty();
    if record.kind != Kind::Settlement || !open || !rehearsed && !waits.contains(&code) {
        return Ok(None);
    }
    session.change(|change| {
        change.note(&decided(&record.key), because)?;
        let step = Step::to(State::Staged, "decided").because(reason::DECIDED.code, because);
        Ok(change.step(record, &step)?)
    })?;
    let what = if rehearsed {
        "it waits for no word any more".to_owned()
    } else {
        format!("`{code}` no longer holds it")
    };
    Ok(Some(format!("{}: {what}; the next run posts it", record.key)))
}

/// A person cleared the invoice, or saw that the batch was posted.
fn accept_cleared(session: &Session<'_>, record: &Record, because: &str) -> Result<Option<String>> {
    if record.state == State::Posted || record.state == State::Skipped {
        return Ok(None);
    }
    if record.kind == Kind::Receipt && record.state == State::Ready {
        return Err(fault::usage(in_a_batch(record)));
    }
    if matches!(record.state, State::Ready | State::Sending | State::Uncertain) {
        return Err(fault::usage(format!(
            "{} is {}: the next run looks it up by itself",
            record.key, record.state
        )));
    }
    session.change(|change| {
        let step = Step::to(State::Posted, "accepted").because(reason::DECIDED.code, because);
        change.step(record, &step)?;
        if record.kind == Kind::ReceiptBatch {
            receipt_batch::clear(change, record, &format!("A/R batch of {}", record.key))?;
        }
        Ok(())
    })?;
    Ok(Some(format!("{}: counts as cleared in Sage", record.key)))
}

fn in_a_batch(record: &Record) -> String {
    format!(
        "{} is frozen into an A/R batch; decide about that batch instead (`audit trace {}` names it)",
        record.key, record.key
    )
}

/// A batch that is not sent gives its invoices back to be planned anew.
fn release(session: &Session<'_>, batch: &Record, because: &str) -> Result<Option<String>> {
    session.change(|change| receivables::release(change, session, batch, because))?;
    Ok(Some(format!(
        "{}: is never sent; the next run plans its invoices anew",
        batch.key
    )))
}

fn skip(session: &Session<'_>, record: &Record, because: &str) -> Result<Option<String>> {
    match record.state {
        State::Ready if record.kind == Kind::Receipt => Err(fault::usage(in_a_batch(record))),
        State::Held | State::Ready | State::Failed if record.kind == Kind::ReceiptBatch => {
            release(session, record, because)
        }
        State::Staged | State::Held | State::Ready | State::Failed => {
            session.change(|change| {
                let step = Step::to(State::Skipped, "decided").because(reason::DECIDED.code, because);
                Ok(change.step(record, &step)?)
            })?;
            Ok(Some(format!("{}: is never sent", record.key)))
        }
        State::Skipped => Ok(None),
        State::Sending | State::Uncertain | State::Posted => Err(fault::usage(format!(
            "{} is {}: it may stand in Sage, and cannot be skipped",
            record.key, record.state
        ))),
    }
}
