//! What a word does to more than one record: a settlement with its parts, a cleared invoice, a decision lifted.

use anyhow::Result;

use super::Word;
use crate::books::reason;
use crate::books::record::{Kind, State, as_word};
use crate::delivery::receipt_batch;
use crate::pass::credit_notes::{self, Credited};
use crate::pass::fault;
use crate::pass::receivables;
use crate::pass::session::Session;
use crate::pass::settlements::decided;
use crate::pass::settlements::late::moves_in;
use crate::store::{Record, Step};

/// A settlement goes with all its parts, and only while nothing of it is in Sage or on its way there.
pub(super) fn skip_settlement(
    session: &Session<'_>,
    record: &Record,
    because: &str,
) -> Result<Option<String>> {
    let parts = session.store.parts(Kind::Journal, &record.key)?;
    if let Some(part) = parts.iter().find(|part| part.state.may_be_in_sage()) {
        return Err(fault::usage(format!(
            "{}: its part {} is {}, so it may stand in Sage, and cannot be skipped; nothing was changed\n\
             hint: `audit trace {}` shows all its parts",
            record.key, part.key, part.state, record.key
        )));
    }
    session.change(|change| {
        for one in parts.iter().chain([record]) {
            change.decide(one, Word::Skip, "", because)?;
            let step = Step::to(State::Skipped, "decided").because(reason::DECIDED.code, because);
            change.step(one, &step)?;
        }
        Ok(())
    })?;
    Ok(Some(format!(
        "{}: is never sent, nor is any part of it",
        record.key
    )))
}

/// The parts of closed periods go into the first open one: for this settlement alone, whatever `late` says.
pub(super) fn first_open(session: &Session<'_>, record: &Record, because: &str) -> Result<Option<String>> {
    if record.kind != Kind::Settlement || !matches!(record.state, State::Staged | State::Held) {
        return Ok(None);
    }
    session.change(|change| {
        change.decide(record, Word::FirstOpen, "", because)?;
        let step = Step::to(State::Staged, "decided").because(reason::DECIDED.code, because);
        Ok(change.step(record, &step)?)
    })?;
    let moves = moves_in(record.detail.as_deref().unwrap_or_default()).join("\n");
    let moves = if moves.is_empty() {
        "`post-settlements --dry-run` shows what that moves".to_owned()
    } else {
        moves
    };
    Ok(Some(format!(
        "{}: what arose in closed periods is posted in the first open one by the next run; {moves}",
        record.key
    )))
}

/// A person cleared the invoice, or saw that the batch was posted.
pub(super) fn accept_cleared(
    session: &Session<'_>,
    record: &Record,
    because: Option<&str>,
) -> Result<Option<String>> {
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
    if record.kind == Kind::Receipt {
        return receivables::accept(session, record, because);
    }
    let Some(because) = because else {
        let words = format!(
            "{}: say with `--because` how you know that it was posted",
            record.key
        );
        return Err(fault::usage(words));
    };
    session.change(|change| {
        change.decide(record, Word::AcceptSage, "", because)?;
        let step = Step::to(State::Posted, "accepted").because(reason::DECIDED.code, because);
        change.step(record, &step)?;
        Ok(receipt_batch::clear(
            change,
            record,
            &format!("A/R batch of {}", record.key),
        )?)
    })?;
    Ok(Some(format!("{}: counts as cleared in Sage", record.key)))
}

/// The batches that the hold names are the settlement: the next run takes them in with their own figures.
pub(super) fn accept_journals(
    session: &Session<'_>,
    record: &Record,
    because: Option<&str>,
) -> Result<Option<String>> {
    let code = record.reason.as_deref().unwrap_or_default();
    let waits = [reason::PERHAPS_IN_SAGE.code, reason::OTHERWISE_IN_SAGE.code].contains(&code);
    if record.state != State::Held || !waits {
        return Ok(None);
    }
    let detail = record.detail.as_deref().unwrap_or_default();
    let Some(because) = because else {
        return Err(fault::usage(format!(
            "{}: {detail}; nothing was changed\nhint: say `--because` why that is the settlement all the same",
            record.key
        )));
    };
    let batches = named_batches(detail);
    session.change(|change| {
        change.decide(record, Word::AcceptSage, &batches.join(" "), because)?;
        let step = Step::to(State::Staged, "decided").because(reason::DECIDED.code, because);
        Ok(change.step(record, &step)?)
    })?;
    Ok(Some(format!(
        "{}: {detail}; by your word that is it, and the next run takes it in as it stands",
        record.key
    )))
}

/// The numbers that the words of a hold begin with: `G/L batches 000012, 000013 in Sage …`.
fn named_batches(detail: &str) -> Vec<String> {
    let words = detail.split_whitespace().skip(2);
    let numbers = words.map(|word| word.trim_end_matches(','));
    let is_number =
        |word: &&str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    numbers
        .take_while(|word| *word != "in")
        .filter(is_number)
        .map(str::to_owned)
        .collect()
}

pub(super) fn in_a_batch(record: &Record) -> String {
    format!(
        "{} is frozen into an A/R batch; decide about that batch instead (`audit trace {}` names it)",
        record.key,
        as_word(&record.key)
    )
}

/// Lifts what was decided: the next run judges the record as if nobody had spoken.
pub(super) fn reopen(session: &Session<'_>, record: &Record, because: &str) -> Result<Option<String>> {
    let Some(decision) = session.store.binding_decision(record.id)? else {
        return Ok(None);
    };
    let said = format!(
        "{} by {} on {} (\u{201c}{}\u{201d})",
        decision.word,
        decision.by,
        decision.made_at.format("%Y-%m-%d"),
        decision.because
    );
    let is_carried_out = match decision.word {
        // A settlement is taken in by the next run only.
        Word::AcceptSage => record.kind != Kind::Settlement || record.state == State::Posted,
        Word::CreditNoteByHand => true,
        // A note that Sage refused, and that is nowhere, is taken back like a proposal.
        Word::CreditNote => credit_notes::credited(&session.store, &record.key)? != Credited::No,
        _ => false,
    };
    if is_carried_out {
        return Err(fault::usage(format!(
            "{}: {said} is carried out, and what stands in Sage is not taken back by a word; nothing was changed",
            record.key
        )));
    }
    if record.kind == Kind::ReceiptBatch {
        return Err(fault::usage(format!(
            "{}: its invoices were planned anew already; decide about those; nothing was changed",
            record.key
        )));
    }
    let parts = match record.kind {
        Kind::Settlement => session.store.parts(Kind::Journal, &record.key)?,
        _ => Vec::new(),
    };
    let payments = match (record.kind, record.state) {
        (Kind::Order, State::Skipped) => session.store.records_under(Kind::Receipt, &record.key)?,
        (Kind::Settlement, State::Skipped) => session.store.parts(Kind::Receipt, &record.key)?,
        _ => Vec::new(),
    };
    session.change(|change| {
        change.decide(record, Word::Reopen, "", because)?;
        if record.state == State::Skipped {
            change.step(record, &reopened(record).because(back_to(record), because))?;
        }
        // An invoice may meet them now: what they were held for is no longer so.
        for payment in payments.iter().filter(|one| comes_back(one)) {
            let step = Step::to(State::Staged, "waits");
            let detail = "the order has no invoice yet";
            change.step(payment, &step.because(reason::NOT_INVOICED.code, detail))?;
        }
        for part in &parts {
            if session.store.binding_decision(part.id)?.is_some() {
                change.decide(part, Word::Reopen, "", because)?;
                if part.state == State::Skipped {
                    let step = Step::to(State::Skipped, "reopened-by-word");
                    change.step(part, &step.because(reason::REPLANNED.code, because))?;
                }
            }
        }
        Ok(())
    })?;
    session.store.forget(&decided(&record.key), session.clock.now())?;
    Ok(Some(format!("{}: {said} binds no longer", record.key)))
}

/// Whether a payment is held since its order was left out, or skipped since its settlement was given up.
fn comes_back(payment: &Record) -> bool {
    let is = |state, code| payment.state == state && payment.reason.as_deref() == Some(code);
    is(State::Held, reason::NO_INVOICE.code) || is(State::Skipped, reason::GIVEN_UP.code)
}

fn reopened(record: &Record) -> Step<'static> {
    let to = match record.kind {
        // A proposal waits for a person again.
        Kind::CreditNote => State::Held,
        _ => State::Staged,
    };
    Step::to(to, "reopened-by-word")
}

fn back_to(record: &Record) -> &'static str {
    match record.kind {
        Kind::CreditNote => reason::CREDIT_NOTE_PROPOSED.code,
        _ => "reopened",
    }
}

/// What may stand in Sage is denied by no word.
pub(super) fn may_stand(record: &Record) -> anyhow::Error {
    fault::usage(format!(
        "{} is {}: it may stand in Sage, and cannot be skipped",
        record.key, record.state
    ))
}
