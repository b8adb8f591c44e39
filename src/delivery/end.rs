//! Writing what stands in Sage: the end of a record's way, and of what hangs on it.
//!
//! A difference is never mended here: it is an exception with both figures.

use super::batch::names;
use super::{Deliverable, Found, InSage, Opens, Result, Run};
use crate::books::record::State;
use crate::books::{exception, reason};
use crate::exit::Exit;
use crate::store::{Change, ITSELF, NewException, Record, Step};

/// Writes what was found of a record; the event is `posted` after an accepted send, else `found`.
pub(super) fn write(
    change: &mut Change<'_>,
    run: &Run<'_>,
    kind: &dyn Deliverable,
    record: &Record,
    found: &Found,
    event: &'static str,
) -> Result<()> {
    match found {
        Found::Ours(in_sage) | Found::Deleted(in_sage) => posted(change, run, kind, record, in_sage, event),
        Found::ByHand(in_sage) => by_hand(change, run, record, in_sage),
        Found::Partial { number, what } => partial(change, run, kind, record, (number, what)),
        Found::Unclear(why) => unclear(change, run, record, why),
    }
}

/// Takes a record as posted, with its numbers, and opens an exception for whatever a person has to see.
fn posted(
    change: &mut Change<'_>,
    run: &Run<'_>,
    kind: &dyn Deliverable,
    record: &Record,
    in_sage: &InSage,
    event: &'static str,
) -> Result<()> {
    let detail = (event == "found").then(|| format!("found in {}", in_sage.place));
    // Of what this database never planned, Sage's own figures are kept.
    let unplanned = record.document.is_none();
    change.step(
        record,
        &Step {
            sage: Some(&in_sage.numbers),
            amount: in_sage.total.filter(|_| unplanned),
            customer: in_sage.customer.as_deref().filter(|_| unplanned),
            sage_name: Some(&in_sage.name),
            detail: detail.as_deref(),
            missed_at: Some(None),
            request_sha256: record.document_sha256.as_deref(),
            ..Step::to(State::Posted, event)
        },
    )?;
    kind.ended(change, record, in_sage)?;
    if record.attempt > 0 {
        close_disproved(change, run, record, in_sage)?;
    }
    run.count(event);
    in_sage
        .opens
        .iter()
        .try_for_each(|opens| open(change, run, record, opens))
}

/// That it stands in Sage, whole, disproves that nobody knows what became of it, that a part had to be deleted, that
/// it was deleted, or that another stood in its place.
fn close_disproved(change: &mut Change<'_>, run: &Run<'_>, record: &Record, in_sage: &InSage) -> Result<()> {
    let leftovers = super::numbers(record).leftovers;
    // Older figures call it a batch and do not say of which ledger or kind.
    let number = in_sage.shown.rsplit_once("batch ").map(|(_, number)| number);
    let shown = number.map_or_else(|| in_sage.shown.clone(), |number| format!("batch {number}"));
    let is_left = |figures: &str| leftovers.iter().any(|number| names(figures, number));
    for open in run.store.open_exceptions_on(record.id)? {
        let kind = open.kind.as_str();
        // What a refusal left behind under another number still has to be deleted.
        let is_whole_now = kind == exception::PARTIAL_BATCH.code
            && (names(&open.figures, &shown) || !is_left(&open.figures));
        let is_there = [exception::DELETED_IN_SAGE.code, exception::ALREADY_IN_SAGE.code].contains(&kind)
            && in_sage.opens.iter().all(|opens| opens.kind.code != kind);
        if kind == exception::NO_CLEAR_ANSWER.code || is_whole_now || is_there {
            let because = format!("a look at Sage found {} whole in {}", in_sage.name, in_sage.place);
            change.close_exception(&open, ITSELF, &because)?;
        }
    }
    Ok(())
}

/// Once something left, a record cannot go back to held; a person decides either way.
fn set_aside(record: &Record) -> State {
    if record.state.may_become(State::Held) {
        State::Held
    } else {
        State::Failed
    }
}

/// A document that a person keyed in: never a second one, until a person says what it is.
fn by_hand(change: &mut Change<'_>, run: &Run<'_>, record: &Record, in_sage: &InSage) -> Result<()> {
    let detail = format!(
        "{} in Sage carries this Amazon order id: someone keyed it in by hand",
        in_sage.shown
    );
    let state = set_aside(record);
    let same = record.state == state && record.reason.as_deref() == Some(reason::ALREADY_IN_SAGE.code);
    if !same {
        let step = Step {
            sage_name: Some(&in_sage.name),
            ..Step::to(state, "held")
        };
        change.step(record, &step.because(reason::ALREADY_IN_SAGE.code, &detail))?;
    }
    run.count("held");
    open(
        change,
        run,
        record,
        &Opens::new(exception::ALREADY_IN_SAGE, detail),
    )
}

/// Not posted: what is named has to be deleted before the document is sent whole.
fn partial(
    change: &mut Change<'_>,
    run: &Run<'_>,
    kind: &dyn Deliverable,
    record: &Record,
    (number, what): (&str, &str),
) -> Result<()> {
    let name = format!("{} {number}", kind.noun(record));
    let detail = format!("{name} is incomplete: {what}; delete it in Sage, and the next pass sends it whole");
    let kept = kind.form().kept_of_part(record, number);
    let step = Step {
        sage: kept.as_deref(),
        sage_name: Some(&name),
        missed_at: Some(None),
        ..Step::to(set_aside(record), "partial")
    };
    change.step(record, &step.because(reason::PARTIAL_BATCH.code, &detail))?;
    run.count("held");
    open(change, run, record, &Opens::new(exception::PARTIAL_BATCH, detail))
}

/// What Sage shows says neither that it was posted nor that it was not: a person decides.
fn unclear(change: &mut Change<'_>, run: &Run<'_>, record: &Record, why: &str) -> Result<()> {
    let step = Step {
        missed_at: Some(None),
        ..Step::to(set_aside(record), "unclear")
    };
    change.step(record, &step.because(reason::OPEN_CHANGED.code, why))?;
    run.count("held");
    run.newly_open();
    Ok(())
}

/// Opens an exception on a record; one that is new counts in the summary.
pub(super) fn open(change: &mut Change<'_>, run: &Run<'_>, record: &Record, opens: &Opens) -> Result<()> {
    let new = NewException {
        kind: opens.kind,
        customer: record.customer.as_deref().filter(|_| opens.stops_customer),
        figures: &opens.figures,
    };
    if change.open_exception(record, &new)? {
        run.newly_open();
    }
    if opens.is_alarm {
        let words = format!("{}: {}; {}", record.key, opens.figures, opens.kind.advice);
        run.at_least_because(Exit::Integrity, words);
    }
    Ok(())
}
