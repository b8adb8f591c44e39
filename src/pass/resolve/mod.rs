//! A person's word on one record: it is carried out, and kept as a row of its own that binds every later run.

mod give_up;
mod release;

use anyhow::Result;

use self::release::{
    accept_cleared, accept_journals, first_open, in_a_batch, may_stand, reopen, skip_settlement,
};
use super::credit_notes;
use super::fault;
use super::receivables;
use super::session::Session;
use super::settlements::decided;
use crate::books::exception::{self, needs_its_word};
use crate::books::reason;
use crate::books::record::{Kind, State, as_word};
use crate::delivery::credit_note::CreditNotes;
use crate::delivery::order::Orders;
use crate::delivery::receipt_batch::ReceiptBatches;
use crate::delivery::{self, Deliverable, Depth};
use crate::exit::Exit;
use crate::store::{OpenException, Record, Step};

pub use crate::books::decision::Word;

/// What a person's word did.
#[derive(Debug)]
pub struct Done {
    /// In words, a line each.
    pub lines: Vec<String>,
    /// Whether nothing of it is left to do.
    pub whole: bool,
}

/// Carries out the decision and says what was done. Only what stands in Sage as planned is taken without a reason.
///
/// # Errors
/// When there is no such record, when the word would deny what is in Sage, or there is nothing to decide.
pub fn run(session: &Session<'_>, key: &str, because: Option<&str>, word: Word) -> Result<Done> {
    let records = session.store.records_named(key)?;
    if records.is_empty() {
        return Err(fault::usage(format!("there is no record `{key}`")));
    }
    let mut done = Vec::new();
    if word == Word::AcceptSage {
        for record in &records {
            done.extend(accept_sage(session, record, because)?);
        }
        return whole(key, word, done, &records);
    }
    let because = because.unwrap_or_default();
    if word == Word::CreditNote {
        return credit_note(session, &records, because);
    }
    if word == Word::CreditNoteByHand {
        return Err(fault::usage("the number of the credit note is wanted"));
    }
    // A proposal shares its order's id; the order itself is in Sage, and not what is meant.
    let notes = |record: &&Record| {
        record.kind == Kind::CreditNote && !matches!(record.state, State::Posted | State::Skipped)
    };
    let only_notes = word == Word::Skip && records.iter().any(|record| notes(&record));
    for record in records.iter().filter(|record| !only_notes || notes(record)) {
        done.extend(one(session, record, because, word)?);
    }
    whole(key, word, done, &records)
}

fn whole(key: &str, word: Word, lines: Vec<String>, records: &[Record]) -> Result<Done> {
    if lines.is_empty() {
        return Err(fault::usage(nothing(key, word, records)));
    }
    Ok(Done { lines, whole: true })
}

fn nothing(key: &str, word: Word, records: &[Record]) -> String {
    let is_open = |record: &&Record| matches!(record.state, State::Held | State::Failed);
    match (word, records.iter().find(is_open)) {
        (Word::Reopen, _) => format!("`{key}`: nothing that was decided binds it; nothing was changed"),
        (_, Some(record)) => {
            let code = record.reason.as_deref().unwrap_or_default();
            let advice = reason::of_code(code).map_or("", |known| known.advice);
            format!(
                "`{key}` is {} as `{code}`, which this word does not end; nothing was changed\nhint: {advice}",
                record.state
            )
        }
        _ => {
            format!("`{key}` has no open exception, and its state needs no decision; nothing was changed")
        }
    }
}

fn one(session: &Session<'_>, record: &Record, because: &str, word: Word) -> Result<Vec<String>> {
    let mut done = Vec::new();
    match word {
        Word::Close => {
            refuse_bare_word(record)?;
            done.extend(let_pass(session, record, because)?);
        }
        Word::Send => done.extend(send(session, record, because)?),
        Word::Skip => done.extend(skip(session, record, because)?),
        Word::FirstOpen => done.extend(first_open(session, record, because)?),
        Word::Reopen => return planned_anew(session, record, because),
        Word::AcceptSage | Word::CreditNote | Word::CreditNoteByHand => {}
    }
    let decided = !done.is_empty();
    let open = open_on(session, record)?;
    done.extend(close(session, record, open, because, decided)?);
    Ok(done)
}

/// Lifts what was decided; the question whether it still binds is answered by that.
fn planned_anew(session: &Session<'_>, record: &Record, because: &str) -> Result<Vec<String>> {
    let mut done = Vec::from_iter(reopen(session, record, because)?);
    if !done.is_empty() {
        let mut asked = open_on(session, record)?;
        asked.retain(|one| one.kind == exception::SHIPS_AFTER_ALL.code);
        done.extend(close(session, record, asked, because, true)?);
    }
    Ok(done)
}

/// What stands in Sage is taken as the record's own; what was open on it before is dealt with by that.
fn accept_sage(session: &Session<'_>, record: &Record, because: Option<&str>) -> Result<Vec<String>> {
    let open = open_on(session, record)?;
    let said = because.unwrap_or(delivery::AS_PLANNED);
    let taken = match record.kind {
        Kind::Order => delivery::accept(session, &Orders, record, because)?,
        Kind::CreditNote if record.reason.as_deref() == Some(reason::ALREADY_IN_SAGE.code) => {
            accept_note(session, record, said)?
        }
        Kind::CreditNote if !credit_notes::is_proposed(record) => {
            delivery::accept(session, &CreditNotes, record, because)?
        }
        Kind::Receipt | Kind::ReceiptBatch => accept_cleared(session, record, because)?,
        Kind::Settlement => accept_journals(session, record, because)?,
        _ => None,
    };
    let mut done = Vec::from_iter(taken);
    let decided = !done.is_empty();
    done.extend(close(session, record, open, said, decided)?);
    Ok(done)
}

/// A note that a person keyed in, and that was met when this program's own was to be sent, is the order's.
fn accept_note(session: &Session<'_>, note: &Record, because: &str) -> Result<Option<String>> {
    let found = delivery::looked_up(session, &CreditNotes, note)?;
    let (Some(in_sage), Some(order)) = (found, session.store.record(Kind::Order, &note.key)?) else {
        return Err(fault::usage(format!(
            "Sage has no credit note of {}; nothing was changed",
            note.key
        )));
    };
    let told = credit_notes::name(session, &order, &in_sage.name, because)?;
    Ok(Some(told.join("\n")))
}

/// A person names the credit note that was made in Sage by hand; what asked for one is dealt with.
///
/// # Errors
/// When there is no such order or note.
pub fn credit_note_by_hand(session: &Session<'_>, key: &str, number: &str, because: &str) -> Result<Done> {
    let Some(order) = session.store.record(Kind::Order, key)? else {
        return Err(fault::usage(format!("there is no order `{key}`")));
    };
    let mut lines = credit_notes::name(session, &order, number, because)?;
    let open = open_on(session, &order)?;
    lines.extend(close(session, &order, open, because, true)?);
    if let Some(note) = session.store.record(Kind::CreditNote, key)? {
        let open = open_on(session, &note)?;
        lines.extend(close(session, &note, open, because, true)?);
    }
    Ok(Done { lines, whole: true })
}

/// What is open on a record.
fn open_on(session: &Session<'_>, record: &Record) -> Result<Vec<OpenException>> {
    Ok(session.store.open_exceptions_on(record.id)?)
}

/// Closing what was seen would leave such a record held for ever: the word itself has to be said.
fn refuse_bare_word(record: &Record) -> Result<()> {
    let code = record.reason.as_deref().unwrap_or_default();
    let open = matches!(record.state, State::Held | State::Failed);
    if !open || record.kind != Kind::Order || !needs_its_word(code) {
        return Ok(());
    }
    let advice = reason::of_code(code).map_or("", |reason| reason.advice);
    Err(fault::usage(format!(
        "{} is {} as `{code}`, and closing the exception alone would leave it so; nothing was changed\nhint: {advice}",
        record.key, record.state
    )))
}

/// Once the note stands in Sage, what proposed it is dealt with.
fn credit_note(session: &Session<'_>, records: &[Record], because: &str) -> Result<Done> {
    let Some(order) = records.iter().find(|record| record.kind == Kind::Order) else {
        return Err(fault::usage(
            "a credit note gives an order's invoice back: name the Amazon order id",
        ));
    };
    let before = open_on(session, order)?;
    let mut lines = credit_notes::ask(session, order, because)?;
    let is_credited = credit_notes::credited(&session.store, &order.key)? == credit_notes::Credited::Yes;
    if is_credited {
        let open = open_on(session, order)?;
        // The note's arrival closed what it answers by itself.
        let answered = before
            .iter()
            .filter(|one| open.iter().all(|left| left.id != one.id));
        lines.extend(answered.map(closed));
        lines.extend(close(session, order, open, because, true)?);
    } else {
        credit_notes::weigh(session)?;
    }
    // A note that is in Sage and not as it was sent is said here, and keeps the status.
    let note = session.store.record(Kind::CreditNote, &order.key)?;
    let open = note.map_or_else(|| Ok(Vec::new()), |note| open_on(session, &note))?;
    let told = open.iter();
    lines.extend(told.map(|one| format!("{}: {}: {}", order.key, one.kind, one.figures)));
    if !open.is_empty() {
        session.at_least(Exit::Attention);
    }
    let whole = is_credited && open.is_empty();
    Ok(Done { lines, whole })
}

fn close(
    session: &Session<'_>,
    record: &Record,
    open: Vec<OpenException>,
    because: &str,
    decided: bool,
) -> Result<Vec<String>> {
    if open.is_empty() {
        return Ok(Vec::new());
    }
    session.change(|change| {
        if !decided {
            change.decide(record, Word::Close, "", because)?;
        }
        for one in &open {
            change.close_exception(one, session.actor(), because)?;
        }
        Ok(())
    })?;
    Ok(open.iter().map(closed).collect())
}

fn closed(exception: &OpenException) -> String {
    format!("{}: exception {} is closed", exception.key, exception.kind)
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
        reason::PERHAPS_IN_SAGE.code,
        reason::MARKETPLACE_MISSING.code,
    ];
    let code = record.reason.as_deref().unwrap_or_default();
    let open = matches!(record.state, State::Staged | State::Held);
    // One that was only rehearsed was told what would hold it, and nothing holds it yet.
    let rehearsed = record.state == State::Staged && code.is_empty();
    if record.kind != Kind::Settlement || !open || !rehearsed && !waits.contains(&code) {
        return Ok(None);
    }
    session.change(|change| {
        change.decide(record, Word::Send, "", because)?;
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

/// What is only perhaps booked, or perhaps in Sage, is sent by a person's word.
fn send(session: &Session<'_>, record: &Record, because: &str) -> Result<Option<String>> {
    match (record.kind, record.state) {
        (Kind::Settlement, _) => let_pass(session, record, because),
        (Kind::Order, State::Held) if waits_for_send(record) => {
            session.change(|change| {
                change.decide(record, Word::Send, "", because)?;
                let step = Step::to(State::Staged, "decided").because(reason::DECIDED.code, because);
                Ok(change.step(record, &step)?)
            })?;
            Ok(Some(format!("{}: the next run invoices it", record.key)))
        }
        (Kind::Order, State::Posted) => {
            session.change(|change| Ok(change.decide(record, Word::Send, "", because)?))?;
            Ok(Some(format!(
                "{}: may be sent again by `replay --record {} --even-if-posted`, if Sage has it nowhere",
                record.key, record.key
            )))
        }
        _ => Ok(None),
    }
}

/// Whether an order is held until a person says that it is invoiced all the same.
fn waits_for_send(order: &Record) -> bool {
    let holds = [reason::BOOKED_BEFORE_CUTOVER.code, reason::SHIPS_AFTER_ALL.code];
    order.reason.as_deref().is_some_and(|code| holds.contains(&code))
}

/// A batch that is not sent gives its invoices back to be planned anew.
fn release_batch(session: &Session<'_>, batch: &Record, because: &str) -> Result<Option<String>> {
    session.change(|change| {
        change.decide(batch, Word::Skip, "", because)?;
        receivables::release(change, batch, because)
    })?;
    Ok(Some(format!(
        "{}: is never sent; the next run plans its invoices anew",
        batch.key
    )))
}

/// What was deleted in Sage is not there, so a word that gives it up denies nothing.
fn is_deleted_batch(session: &Session<'_>, record: &Record) -> Result<bool> {
    Ok(record.kind == Kind::ReceiptBatch && delivery::is_deleted(session, &ReceiptBatches, record)?)
}

/// What was sent once and got no answer may have arrived after it was last looked for: it is looked for again before a word
/// gives it up, and one that stands in Sage is taken as posted instead.
fn not_in_sage(session: &Session<'_>, record: &Record) -> Result<Record> {
    let kind: &dyn Deliverable = match record.kind {
        Kind::Order => &Orders,
        Kind::CreditNote => &CreditNotes,
        _ => return Ok(record.clone()),
    };
    if record.attempt == 0 {
        return Ok(record.clone());
    }
    let absent = delivery::taken_in(session, kind, vec![record.clone()], Depth::Everywhere)?;
    if let Some(absent) = absent.into_iter().next() {
        return Ok(absent);
    }
    let found = session
        .store
        .record_by_id(record.id)?
        .unwrap_or_else(|| record.clone());
    if found.state == State::Posted {
        return Err(fault::usage(format!(
            "{}: it was sent, stands in Sage and is taken as posted now, so it cannot be skipped\n\
             hint: `audit trace {}` shows where it stands",
            record.key,
            as_word(&record.key)
        )));
    }
    // What a person keyed in under its id is no reason to send it.
    Ok(found)
}

fn skip(session: &Session<'_>, record: &Record, because: &str) -> Result<Option<String>> {
    let bound = session.store.binding_decision(record.id)?;
    match record.state {
        State::Ready if record.kind == Kind::Receipt => Err(fault::usage(in_a_batch(record))),
        State::Held | State::Ready | State::Failed if record.kind == Kind::ReceiptBatch => {
            release_batch(session, record, because)
        }
        State::Posted if is_deleted_batch(session, record)? => release_batch(session, record, because),
        State::Posted if matches!(record.kind, Kind::Journal | Kind::Settlement) => {
            give_up::give_up(session, record, because).map(Some)
        }
        State::Skipped if bound.is_some_and(|decision| decision.word == Word::Skip) => Ok(None),
        State::Skipped if record.kind == Kind::ReceiptBatch => Ok(None),
        State::Staged | State::Held | State::Ready | State::Failed | State::Skipped => {
            if record.kind == Kind::Settlement {
                return skip_settlement(session, record, because);
            }
            if record.kind == Kind::Journal {
                let whole = record.parent.as_deref().unwrap_or_default();
                return Err(fault::usage(format!(
                    "{} is a part of settlement {whole}; without it the others would not balance\n\
                     hint: `resolve {whole} --skip` leaves the whole settlement out, while nothing of it is in Sage",
                    record.key
                )));
            }
            let record = &not_in_sage(session, record)?;
            session.change(|change| {
                change.decide(record, Word::Skip, "", because)?;
                let step = Step::to(State::Skipped, "decided").because(reason::DECIDED.code, because);
                Ok(change.step(record, &step)?)
            })?;
            Ok(Some(format!("{}: is never sent", record.key)))
        }
        State::Sending | State::Uncertain | State::Posted => Err(may_stand(record)),
    }
}
