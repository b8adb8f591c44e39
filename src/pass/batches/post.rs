//! Writing the end of a batch's way, and of what hangs on it: its settlement, or the invoices it clears.

use anyhow::Result;

use super::found::{Found, InSage, SageNumbers, numbers};
use super::noun;
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::exit::Exit;
use crate::pass::receivables;
use crate::pass::session::Session;
use crate::store::{Change, NewException, Record, Step};

/// Writes what a lookup found.
pub(in crate::pass) fn write_found(
    change: &mut Change<'_>,
    session: &Session<'_>,
    record: &Record,
    found: &Found,
    event: &str,
) -> Result<()> {
    match found {
        Found::Live(in_sage) => write_live(change, session, record, in_sage, event),
        Found::Deleted(number) => {
            let in_sage = InSage {
                number: number.clone(),
                status: "Deleted".to_owned(),
                place: "the deleted batches",
                ..InSage::default()
            };
            posted(change, session, record, &in_sage, event)?;
            let figures = format!("batch {number} with the key {} was deleted in Sage", record.key);
            let advice = "if it was deleted by mistake, send it again with `replay --even-if-posted`; else `resolve` this exception";
            open(change, session, record, "deleted-in-sage", &figures, advice)
        }
        Found::Partial { number, what } => write_partial(change, session, record, number, what),
        Found::Unclear(why) => write_unclear(change, session, record, why),
    }
}

fn write_live(
    change: &mut Change<'_>,
    session: &Session<'_>,
    record: &Record,
    in_sage: &InSage,
    event: &str,
) -> Result<()> {
    posted(change, session, record, in_sage, event)?;
    if let Some(figures) = &in_sage.wrong_way {
        let advice = "delete the batch in Sage: it would raise the invoices; clear by receipts, or by hand, then `resolve` this exception";
        open(change, session, record, "wrong-direction", figures, advice)?;
    }
    if !in_sage.edits.is_empty() {
        let figures = format!("batch {}: {}", in_sage.number, in_sage.edits.join("; "));
        let advice = "see who changed the batch and why, then `resolve` this exception";
        open(change, session, record, "edited-in-sage", &figures, advice)?;
    }
    for (number, is_posted) in &in_sage.duplicates {
        let ours = &in_sage.number;
        let (figures, advice) = if *is_posted {
            (
                format!("batches {ours} and {number} carry the same key and are both posted"),
                format!("reverse the entry of batch {number} in Sage, then `resolve` this exception"),
            )
        } else {
            (
                format!("batches {ours} and {number} carry the same key"),
                format!("delete the open batch {number} in Sage, then `resolve` this exception"),
            )
        };
        open(change, session, record, "duplicate-batch", &figures, &advice)?;
        session.at_least_because(Exit::Integrity, format!("{}: {figures}; {advice}", record.key));
    }
    Ok(())
}

fn posted(
    change: &mut Change<'_>,
    session: &Session<'_>,
    record: &Record,
    in_sage: &InSage,
    event: &str,
) -> Result<()> {
    let kept = SageNumbers {
        batch_number: in_sage.number.clone(),
        entry_number: in_sage.entry.clone(),
        found_in: in_sage.place.to_owned(),
        ..numbers(record)
    };
    let detail = (event == "found").then(|| format!("found in {}", in_sage.place));
    let name = format!("{} {}", noun(record.kind), in_sage.number);
    change.step(
        record,
        &Step {
            sage: Some(&serde_json::to_string(&kept)?),
            sage_name: Some(&name),
            detail: detail.as_deref(),
            missed_at: Some(None),
            request_sha256: record.document_sha256.as_deref(),
            ..Step::to(State::Posted, event)
        },
    )?;
    if record.kind == Kind::ReceiptBatch {
        receivables::batch_is_posted(change, record, &name)?;
    }
    session.count(if event == "found" { "found" } else { "posted" });
    Ok(())
}

/// What is open on the invoices says neither that the batch was posted nor that it was not: a person decides.
fn write_unclear(change: &mut Change<'_>, session: &Session<'_>, record: &Record, why: &str) -> Result<()> {
    let state = if record.state.may_become(State::Held) {
        State::Held
    } else {
        State::Failed
    };
    let step = Step {
        missed_at: Some(None),
        ..Step::to(state, "unclear")
    };
    change.step(record, &step.because(reason::OPEN_CHANGED.code, why))?;
    session.count("held");
    session.newly_open();
    Ok(())
}

/// Not posted: the batch that is named has to be deleted before the part is sent whole.
fn write_partial(
    change: &mut Change<'_>,
    session: &Session<'_>,
    record: &Record,
    number: &str,
    what: &str,
) -> Result<()> {
    let detail =
        format!("batch {number} is incomplete: {what}; delete it in Sage, and the next pass sends it whole");
    let state = if record.state.may_become(State::Held) {
        State::Held
    } else {
        State::Failed
    };
    let mut kept = numbers(record);
    // Once it is deleted it must not be taken for a batch of ours that somebody deleted.
    if !kept.ignored.iter().any(|known| known == number) {
        kept.batch_number = number.to_owned();
    }
    let name = format!("{} {number}", noun(record.kind));
    let step = Step {
        sage: Some(&serde_json::to_string(&kept)?),
        sage_name: Some(&name),
        missed_at: Some(None),
        ..Step::to(state, "partial")
    };
    change.step(record, &step.because(reason::PARTIAL_BATCH.code, &detail))?;
    open(
        change,
        session,
        record,
        "partial-batch",
        &detail,
        reason::PARTIAL_BATCH.advice,
    )?;
    session.count("held");
    Ok(())
}

/// Opens an exception on a record; one that is new counts in the summary.
pub(in crate::pass) fn open(
    change: &mut Change<'_>,
    session: &Session<'_>,
    record: &Record,
    kind: &str,
    figures: &str,
    advice: &str,
) -> Result<()> {
    let new = NewException {
        kind,
        customer: None,
        figures,
        advice,
    };
    if change.open_exception(record, &new)? {
        session.newly_open();
    }
    Ok(())
}

/// The settlement's state follows from its parts'.
pub(in crate::pass) fn follow(session: &Session<'_>, key: &str) -> Result<()> {
    let Some(settlement) = session.store.record(Kind::Settlement, key)? else {
        return Ok(());
    };
    let parts = session.store.parts(Kind::Journal, key)?;
    let live: Vec<&Record> = parts.iter().filter(|part| part.state != State::Skipped).collect();
    let worst = |states: &[State]| live.iter().find(|part| states.contains(&part.state)).copied();
    let (state, part) = if let Some(part) = worst(&[State::Failed, State::Held]) {
        (State::Failed, Some(part))
    } else if let Some(part) = worst(&[State::Uncertain, State::Sending, State::Ready, State::Staged]) {
        (State::Ready, Some(part))
    } else {
        (State::Posted, None)
    };
    if settlement.state == State::Posted || (settlement.state == state && part.is_some()) {
        return Ok(());
    }
    let names: Vec<String> = live.iter().map(|part| numbers(part).batch_number).collect();
    let name = format!("G/L batches {}", names.join(", "));
    session.change(|change| {
        let step = Step {
            reason: part.and_then(|part| part.reason.as_deref()),
            detail: part.and_then(|part| part.detail.as_deref()),
            sage_name: part.is_none().then_some(name.as_str()),
            ..Step::to(state, state.word())
        };
        Ok(change.step(&settlement, &step)?)
    })
}
