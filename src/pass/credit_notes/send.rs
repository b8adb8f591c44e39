//! Sending one credit note: look up, commit the intent, send once, look up again, write the end.

use anyhow::{Context, Result};
use serde_json::json;

use super::lookup::{Found, InSage, find};
use crate::books::reason::{self, Reason};
use crate::books::record::{Kind, State};
use crate::client::sage300::{Posting, Refusal};
use crate::exit::Exit;
use crate::pass::batches::open;
use crate::pass::session::Session;
use crate::sage300::credit_note::CreditNoteDocument;
use crate::store::{Change, Record, Step, hash_of};

/// Brings a note to its end: what is on its way is looked up, what Sage has not got is sent, twice at the most.
pub(super) fn finish(session: &Session<'_>, key: &str) -> Result<()> {
    for _ in 0..2 {
        let note = note(session, key)?;
        if !matches!(
            note.state,
            State::Ready | State::Sending | State::Uncertain | State::Failed
        ) || session.is_interrupted()
        {
            return Ok(());
        }
        match find(session, &note) {
            Ok(Some(found)) => return session.change(|change| write_found(change, session, &note, &found)),
            Ok(None) => {}
            Err(error) => {
                session.at_least(Exit::Temporary);
                return Err(error);
            }
        }
        if note.state != State::Ready {
            let step = Step {
                detail: Some("not found in credit notes, receivables or open batches: it may be sent"),
                ..Step::to(State::Ready, "not-found")
            };
            session.change(|change| Ok(change.step(&note, &step)?))?;
        }
        if !once(session, key)? {
            return Ok(());
        }
    }
    Ok(())
}

/// Sends again what Sage refused.
pub(super) fn again(session: &Session<'_>, note: &Record) -> Result<()> {
    session.change(|change| {
        let step = Step::to(State::Ready, "again");
        Ok(change.step(note, &step.because("replayed", "a person sends it again"))?)
    })?;
    finish(session, &note.key)
}

fn note(session: &Session<'_>, key: &str) -> Result<Record> {
    let note = session.store.record(Kind::CreditNote, key)?;
    note.with_context(|| format!("the credit note of {key} is no longer in the database"))
}

/// One send; `true` when the answer was not clear and it has to be looked up.
fn once(session: &Session<'_>, key: &str) -> Result<bool> {
    let ready = note(session, key)?;
    let text = ready
        .document
        .clone()
        .with_context(|| format!("no document is stored for the credit note of {key}"))?;
    session.change(|change| {
        let step = Step {
            sends: true,
            request_sha256: ready.document_sha256.as_deref(),
            ..Step::to(State::Sending, "sending")
        };
        Ok(change.step(&ready, &step)?)
    })?;
    let answer = session
        .sage()?
        .writer()
        .post("OE/OECreditDebitNotes", text.as_bytes());
    let sending = note(session, key)?;
    match answer {
        Posting::Accepted { body, .. } => {
            let why = format!("accepted, answer {}; to be read back", hash_of(&body));
            unclear(session, &sending, &why)?;
            read_back(session, key)?;
            Ok(false)
        }
        Posting::Uncertain { why, .. } => {
            unclear(session, &sending, &why)?;
            Ok(true)
        }
        Posting::Refused {
            kind: Refusal::NotSent,
            message,
            ..
        } => {
            let step = Step::to(State::Ready, "not-sent").because(reason::NO_ANSWER.code, &message);
            session.change(|change| Ok(change.step(&sending, &step)?))?;
            session.at_least_because(
                Exit::Temporary,
                format!("credit note of {key}: not sent: {message}"),
            );
            Ok(false)
        }
        Posting::Refused {
            kind, code, message, ..
        } => {
            let words = code.map_or_else(|| message.clone(), |code| format!("{code}: {message}"));
            refused(session, &sending, kind, &words)?;
            Ok(false)
        }
    }
}

fn unclear(session: &Session<'_>, note: &Record, why: &str) -> Result<()> {
    let step = Step::to(State::Uncertain, "uncertain").because(reason::NO_ANSWER.code, why);
    session.change(|change| Ok(change.step(note, &step)?))
}

fn read_back(session: &Session<'_>, key: &str) -> Result<()> {
    let sent = note(session, key)?;
    match find(session, &sent) {
        Ok(Some(found)) => session.change(|change| write_found(change, session, &sent, &found)),
        // It is in Sage; only the proof is missing. The next pass looks it up.
        Ok(None) => {
            let words = format!("credit note of {key}: Sage accepted it, but does not show it yet");
            session.at_least_because(Exit::Temporary, words);
            Ok(())
        }
        Err(error) => {
            session.at_least_because(
                Exit::Temporary,
                format!("credit note of {key}: not read back: {error:#}"),
            );
            Ok(())
        }
    }
}

/// Looked up once before it counts as failed, since the duplicate code is not certain.
fn refused(session: &Session<'_>, note: &Record, kind: Refusal, words: &str) -> Result<()> {
    let (reason, exit): (Reason, Exit) = match kind {
        Refusal::NotSent => (reason::NO_ANSWER, Exit::Temporary),
        Refusal::SignIn | Refusal::Denied => (reason::SIGN_IN, Exit::Denied),
        Refusal::Busy => (reason::BUSY, Exit::Temporary),
        Refusal::Business => (reason::REFUSED, Exit::Attention),
    };
    let answer = hash_of(words.as_bytes());
    session.change(|change| {
        let step = Step {
            answer_sha256: Some(&answer),
            ..Step::to(State::Uncertain, "refused")
        };
        Ok(change.step(note, &step.because(reason.code, words))?)
    })?;
    let asked = self::note(session, &note.key)?;
    let found = match find(session, &asked) {
        Ok(found) => found,
        Err(error) => {
            session.at_least_because(
                exit,
                format!("credit note of {}: refused ({words}), not looked up", note.key),
            );
            return Err(error);
        }
    };
    session.change(|change| match &found {
        Some(found) => write_found(change, session, &asked, found),
        None => {
            session.count("failed");
            session.newly_open();
            let step = Step::to(State::Failed, "failed").because(reason.code, words);
            Ok(change.step(&asked, &step)?)
        }
    })?;
    if found.is_none() {
        session.at_least_because(exit, format!("credit note of {}: {words}", note.key));
    }
    Ok(())
}

/// Writes what a lookup found.
pub(super) fn write_found(
    change: &mut Change<'_>,
    session: &Session<'_>,
    note: &Record,
    found: &Found,
) -> Result<()> {
    match found {
        Found::Ours(in_sage) => posted(change, session, note, in_sage),
        Found::ByHand(number) => {
            let detail = format!(
                "credit note {number} in Sage carries this Amazon order id: someone keyed it in by hand"
            );
            let state = if note.state.may_become(State::Held) {
                State::Held
            } else {
                State::Failed
            };
            let step = Step {
                sage_name: Some(number),
                ..Step::to(state, "held")
            };
            change.step(note, &step.because(reason::ALREADY_IN_SAGE.code, &detail))?;
            let advice = "compare the two; `resolve KEY --skip` leaves the note of this program out, and closes this exception";
            open(change, session, note, "already-in-sage", &detail, advice)
        }
    }
}

fn posted(change: &mut Change<'_>, session: &Session<'_>, note: &Record, in_sage: &InSage) -> Result<()> {
    let numbers = json!({
        "creditNoteNumber": in_sage.number,
        "creditNoteUniquifier": in_sage.note.as_ref().and_then(|note| note.uniquifier.clone()),
        "foundIn": in_sage.place,
    });
    let name = format!("credit note {}", in_sage.number);
    change.step(
        note,
        &Step {
            sage: Some(&numbers.to_string()),
            sage_name: Some(&name),
            request_sha256: note.document_sha256.as_deref(),
            ..Step::to(State::Posted, "posted")
        },
    )?;
    session.count("posted");
    let sent: Option<CreditNoteDocument> = note
        .document
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok());
    let mut differing = match (&in_sage.note, &sent) {
        (Some(note), Some(sent)) => note.differences(sent),
        _ => Vec::new(),
    };
    // Sage tells a credit note's amount with either sign.
    if let (Some(found), Some(total)) = (in_sage.total, note.amount)
        && found.abs() != total.abs()
    {
        differing.push(format!("total: sent {total}, in Sage {found}"));
    }
    if differing.is_empty() {
        return Ok(());
    }
    let advice = "see which side is right, correct the credit note in Sage, then `resolve` this exception";
    open(
        change,
        session,
        note,
        "differs-in-sage",
        &differing.join("; "),
        advice,
    )
}
