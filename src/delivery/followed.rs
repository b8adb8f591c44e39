//! Documents in Sage that a person goes on with there: what came of them is looked for by turns, and taken in.

use chrono::{DateTime, Utc};

use super::{Deliverable, Depth, Found, InSage, Result, Run, end};
use crate::books::exception;
use crate::store::{Change, Record, Step};

/// The most documents that one run follows.
const MOST: usize = 500;

/// A round over all documents, which may take several runs: behind which row it goes on, and since when it runs.
struct Round {
    behind: i64,
    begun: DateTime<Utc>,
}

/// Looks for the invoices that persons made of documents of a kind.
///
/// # Errors
/// When Sage cannot be asked, or the database not be read or written.
pub(super) fn follow(run: &Run<'_>, kind: &dyn Deliverable) -> Result<()> {
    let round = round(run, kind)?;
    let records = kind.followed(run, round.behind, MOST)?;
    if records.is_empty() && round.behind == 0 {
        return Ok(());
    }
    let look = kind.look(run);
    for group in records.chunks(kind.group()) {
        if run.is_interrupted() {
            return Ok(());
        }
        let finds = look.up(group, Depth::Everywhere)?;
        for record in group {
            // What a person keyed in was accepted as this order's.
            let Some(Found::Ours(in_sage) | Found::ByHand(in_sage)) = finds.get(&record.key) else {
                continue;
            };
            if in_sage.is_invoiced() {
                run.change(|change| take_in(change, run, record, in_sage))?;
            }
        }
    }
    let (behind, begun) = match records.last() {
        Some(last) if records.len() == MOST => (last.id, round.begun),
        _ => {
            run.store
                .note(&ended(kind), &round.begun.to_rfc3339(), run.clock.now())?;
            (0, run.clock.now())
        }
    };
    let place = format!("{behind} {}", begun.to_rfc3339());
    Ok(run.store.note(&mark(kind), &place, run.clock.now())?)
}

/// When the last round began in which every document of a kind was looked at; `None` before the first one has ended.
///
/// # Errors
/// When the database cannot be read.
pub fn all_followed_since(run: &Run<'_>, kind: &dyn Deliverable) -> Result<Option<DateTime<Utc>>> {
    let ended = run.store.fact(&ended(kind))?;
    Ok(ended.and_then(|(begun, _)| begun.parse().ok()))
}

fn mark(kind: &dyn Deliverable) -> String {
    format!("followed/{}", kind.kind().word())
}

fn ended(kind: &dyn Deliverable) -> String {
    format!("followed-all/{}", kind.kind().word())
}

fn round(run: &Run<'_>, kind: &dyn Deliverable) -> Result<Round> {
    let noted = run.store.fact(&mark(kind))?;
    let goes_on = noted.as_ref().and_then(|(place, _)| {
        let (behind, begun) = place.split_once(' ')?;
        Some(Round {
            behind: behind.parse().ok()?,
            begun: begun.parse().ok()?,
        })
    });
    Ok(goes_on.filter(|round| round.behind > 0).unwrap_or_else(|| Round {
        behind: 0,
        begun: run.clock.now(),
    }))
}

/// The invoice that a person made, and what of it is not as the order was sent.
fn take_in(change: &mut Change<'_>, run: &Run<'_>, record: &Record, in_sage: &InSage) -> Result<()> {
    invoiced(change, record, in_sage)?;
    let of_invoice = [exception::DIFFERS_IN_SAGE, exception::TAX_DIFFERS];
    let mut opens = in_sage.opens.iter();
    opens.try_for_each(|opens| match of_invoice.contains(&opens.kind) {
        true => end::open(change, run, record, opens),
        false => Ok(()),
    })
}

/// Keeps the numbers of an order that a person invoiced in Sage, unless they are known.
pub(super) fn invoiced(change: &mut Change<'_>, record: &Record, in_sage: &InSage) -> Result<()> {
    if record.sage.as_deref() == Some(in_sage.numbers.as_str()) {
        return Ok(());
    }
    let detail = format!("its invoice was found in {}", in_sage.place);
    let step = Step {
        sage: Some(&in_sage.numbers),
        sage_name: Some(&in_sage.name),
        detail: Some(&detail),
        event: "invoiced",
        ..Step::default()
    };
    Ok(change.step(record, &step)?)
}
