//! A settlement is given up after its journals were deleted in Sage: nothing of it stands there, so a word that leaves it out
//! denies nothing. What was cleared against it is decided first, and what waits to be cleared goes with it.

use anyhow::Result;

use super::release::may_stand;
use crate::books::decision::Word;
use crate::books::exception;
use crate::books::reason;
use crate::books::record::{Kind, State, as_word};
use crate::delivery::journal::Journals;
use crate::delivery::receipt_batch::ReceiptBatches;
use crate::delivery::{self, numbers};
use crate::pass::fault;
use crate::pass::receivables;
use crate::pass::session::Session;
use crate::store::{Record, Step};

/// Gives up the settlement of a journal, or a settlement itself, of which every batch was deleted in Sage.
///
/// # Errors
/// When Sage cannot be asked, or has any of its batches still.
pub(super) fn give_up(session: &Session<'_>, record: &Record, because: &str) -> Result<String> {
    let key = match record.kind {
        Kind::Settlement => Some(record.key.as_str()),
        Kind::Journal => record.parent.as_deref(),
        _ => None,
    };
    let settlement = key
        .map(|key| session.store.record(Kind::Settlement, key))
        .transpose()?;
    let Some(settlement) = settlement.flatten() else {
        return Err(may_stand(record));
    };
    let mut parts = session.store.parts(Kind::Journal, &settlement.key)?;
    parts.retain(|part| part.state != State::Skipped);
    let mut gone = Vec::new();
    for part in &parts {
        match deleted(session, part)? {
            Some(kept) => gone.push(kept),
            None if part.state.may_be_in_sage() => return Err(stands(&settlement, part)),
            None => gone.push(None),
        }
    }
    if !parts.iter().any(|part| part.state == State::Posted) {
        return Err(may_stand(record));
    }
    let batches = cleared_by(session, &settlement)?;
    session.change(|change| {
        for batch in &batches {
            change.decide(batch, Word::Skip, "", because)?;
            receivables::release(change, batch, because)?;
        }
        for (part, kept) in parts.iter().zip(&gone) {
            change.decide(part, Word::Skip, "", because)?;
            let step = Step {
                sage: kept.as_deref(),
                ..left_out(part)
            };
            change.step(part, &step.because(reason::DECIDED.code, because))?;
        }
        change.decide(&settlement, Word::Skip, "", because)?;
        change.step(
            &settlement,
            &left_out(&settlement).because(reason::DECIDED.code, because),
        )?;
        for payment in session.store.parts(Kind::Receipt, &settlement.key)? {
            // As it is now: a batch that was given up has set it free.
            let payment = change.record(Kind::Receipt, &payment.key)?;
            if let Some(payment) = payment.filter(|one| matches!(one.state, State::Staged | State::Held)) {
                let step = Step::to(State::Skipped, "given-up").because(reason::GIVEN_UP.code, because);
                change.step(&payment, &step)?;
            }
        }
        for part in &parts {
            for open in session.store.open_exceptions_on(part.id)? {
                if [exception::DELETED_IN_SAGE.code, exception::EDITED_IN_SAGE.code]
                    .contains(&open.kind.as_str())
                {
                    change.close_exception(&open, session.actor(), because)?;
                }
            }
        }
        Ok(())
    })?;
    Ok(format!(
        "{}: its batches are deleted in Sage, and it is given up: nothing of it is sent again, or cleared any more\n\
         hint: `resolve {} --reopen` lifts that, and the next run plans it anew",
        settlement.key,
        as_word(&settlement.key)
    ))
}

fn left_out(record: &Record) -> Step<'static> {
    Step {
        reopens: record.state == State::Posted,
        ..Step::to(State::Skipped, "given-up")
    }
}

/// What is kept of a part whose batch was deleted, so that the batch counts for nothing later; none while it was not deleted.
fn deleted(session: &Session<'_>, part: &Record) -> Result<Option<Option<String>>> {
    if part.state != State::Posted {
        return Ok(None);
    }
    Ok(delivery::deleted_kept(session, &Journals, part)?)
}

fn stands(settlement: &Record, part: &Record) -> anyhow::Error {
    let number = numbers(part).batch_number;
    fault::usage(format!(
        "{}: its part {} is {}, and Sage does not list its batch {number} as deleted: it cannot be skipped; nothing was \
         changed\n\
         hint: `audit trace {}` shows all its parts; delete in Sage what is not posted, or send again what was deleted with \
         `replay --record {} --even-if-posted`",
        settlement.key,
        part.key,
        part.state.in_words(part.kind),
        as_word(&settlement.key),
        as_word(&settlement.key)
    ))
}

/// The A/R batches that are given up with it: those that never left, and those that were deleted. One that is posted stays,
/// and its payments with it; one that can still be deleted is to be deleted first.
fn cleared_by(session: &Session<'_>, settlement: &Record) -> Result<Vec<Record>> {
    let mut released = Vec::new();
    for batch in session.store.parts(Kind::ReceiptBatch, &settlement.key)? {
        let is_open = match batch.state {
            State::Skipped => continue,
            State::Posted if delivery::is_deleted(session, &ReceiptBatches, &batch)? => {
                released.push(batch);
                continue;
            }
            State::Posted => {
                let found = delivery::looked_up(session, &ReceiptBatches, &batch)?;
                let kept = found.map(|found| serde_json::from_str::<delivery::SageNumbers>(&found.numbers));
                kept.transpose()?.is_some_and(|kept| kept.was_open())
            }
            State::Sending | State::Uncertain => true,
            _ => {
                released.push(batch);
                continue;
            }
        };
        if is_open {
            return Err(fault::usage(format!(
                "{}: A/R batch {} of it is in Sage and not posted: it would clear invoices against a journal that is not \
                 there; nothing was changed\n\
                 hint: delete the batch in Sage, then say this again",
                settlement.key,
                numbers(&batch).batch_number
            )));
        }
    }
    Ok(released)
}
