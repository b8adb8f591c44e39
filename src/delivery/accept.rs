//! `resolve --accept-sage`: what a person keyed in is taken as the record's own document.

use super::{Deliverable, Depth, Found, Result, Run, end};
use crate::books::decision::Word;
use crate::books::record::State;
use crate::exit::{Exit, Fault};
use crate::store::{Change, Record, Step};

/// Looks the record up in Sage and takes what is there as posted, in one commit with the person's word; says so in words.
///
/// # Errors
/// When Sage has nothing of it, or cannot be asked.
pub fn accept(
    run: &Run<'_>,
    kind: &dyn Deliverable,
    record: &Record,
    because: &str,
) -> Result<Option<String>> {
    if record.state == State::Posted {
        return Ok(None);
    }
    let found = kind
        .look(run)
        .up(std::slice::from_ref(record), Depth::Everywhere)?
        .remove(&record.key);
    let name = match found {
        Some(found @ (Found::Ours(_) | Found::Deleted(_))) => {
            run.change(|change| {
                decided(change, record, &found, because)?;
                end::write(change, run, kind, record, &found, "found")
            })?;
            match found {
                Found::Ours(in_sage) | Found::Deleted(in_sage) => in_sage.name,
                _ => String::new(),
            }
        }
        Some(Found::ByHand(in_sage)) => {
            let step = Step {
                sage: Some(&in_sage.numbers),
                sage_name: Some(&in_sage.name),
                ..Step::to(State::Posted, "accepted").because("accepted", because)
            };
            run.change(|change| {
                change.decide(record, Word::AcceptSage, &in_sage.shown, because)?;
                Ok::<_, Fault>(change.step(record, &step)?)
            })?;
            in_sage.shown
        }
        Some(Found::Partial { .. } | Found::Unclear(_)) | None => {
            let words = format!("Sage has nothing of {}; nothing was changed", record.key);
            return Err(Fault::new(Exit::Usage, words));
        }
    };
    Ok(Some(format!("{}: {name} in Sage is taken as posted", record.key)))
}

/// The word stands with what it is about, before what follows from it.
fn decided(change: &mut Change<'_>, record: &Record, found: &Found, because: &str) -> Result<()> {
    let document = match found {
        Found::Ours(in_sage) | Found::Deleted(in_sage) | Found::ByHand(in_sage) => in_sage.shown.as_str(),
        Found::Partial { .. } | Found::Unclear(_) => "",
    };
    Ok(change.decide(record, Word::AcceptSage, document, because)?)
}
