//! Documents in Sage that a person goes on with there: what came of them is looked for by turns, and taken in.

use super::{Deliverable, Depth, Found, InSage, Result, Run, end};
use crate::books::exception;
use crate::store::{Change, Record, Step};

/// The most documents that one run follows.
const MOST: usize = 500;

/// Looks for the invoices that persons made of documents of a kind.
///
/// # Errors
/// When Sage cannot be asked, or the database not be read or written.
pub(super) fn follow(run: &Run<'_>, kind: &dyn Deliverable) -> Result<()> {
    let mark = format!("followed/{}", kind.kind().word());
    let behind = run.store.fact(&mark)?.and_then(|(row, _)| row.parse().ok());
    let mut records = kind.followed(run, behind.unwrap_or(0), MOST)?;
    if records.is_empty() && behind.is_some_and(|row| row > 0) {
        records = kind.followed(run, 0, MOST)?;
    }
    let Some(last) = records.last().map(|record| record.id) else {
        return Ok(());
    };
    let look = kind.look(run);
    for group in records.chunks(kind.group()) {
        if run.is_interrupted() {
            return Ok(());
        }
        let finds = look.up(group, Depth::Everywhere)?;
        for record in group {
            let Some(Found::Ours(in_sage)) = finds.get(&record.key) else {
                continue;
            };
            if in_sage.is_invoiced() {
                run.change(|change| take_in(change, run, record, in_sage))?;
            }
        }
    }
    let next = if records.len() < MOST { 0 } else { last };
    Ok(run.store.note(&mark, &next.to_string(), run.clock.now())?)
}

/// The invoice that a person made, and what of it is not as the order was sent.
fn take_in(change: &mut Change<'_>, run: &Run<'_>, record: &Record, in_sage: &InSage) -> Result<()> {
    invoiced(change, record, in_sage)?;
    let differs =
        |opens: &&_| matches!(opens, super::Opens { kind, .. } if *kind == exception::DIFFERS_IN_SAGE);
    in_sage
        .opens
        .iter()
        .filter(differs)
        .try_for_each(|opens| end::open(change, run, record, opens))
}

/// Keeps the numbers of an order that a person invoiced in Sage.
pub(super) fn invoiced(change: &mut Change<'_>, record: &Record, in_sage: &InSage) -> Result<()> {
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
