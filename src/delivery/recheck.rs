//! Whether what a person was told of a document is still so: an exception whose cause Sage no longer shows closes itself. Before
//! that, documents that a person goes on with are followed, since what came of them may be that cause.

use super::batch::names;
use super::{Deliverable, Depth, Finds, Found, Result, Run, end, followed};
use crate::books::exception::{self, ExceptionKind};
use crate::books::record::{Kind, State};
use crate::exit::Fault;
use crate::store::{ITSELF, OpenException, Record};

/// The kinds whose cause a look at Sage shows. Not the wrong direction of a batch: while that stands open nothing further is
/// cleared, and only a person knows that the next batch would go the right way.
const SEEN: [ExceptionKind; 7] = [
    exception::DIFFERS_IN_SAGE,
    exception::TAX_DIFFERS,
    exception::NO_INVOICE,
    exception::INVOICE_UNREAD,
    exception::EDITED_IN_SAGE,
    exception::DUPLICATE_BATCH,
    exception::PARTIAL_BATCH,
];

/// The most documents that one run looks at again.
const MOST: usize = 500;

/// Looks at the documents of a kind with such an exception, and closes those whose cause is gone: those that stop a customer
/// first, the others by turns.
///
/// # Errors
/// When Sage cannot be asked: then they stay open.
pub fn recheck(run: &Run<'_>, kind: &dyn Deliverable) -> Result<()> {
    followed::follow(run, kind)?;
    let mut open = run.store.open_exceptions()?;
    open.retain(|one| one.record_kind == kind.kind().word() && SEEN.iter().any(|seen| seen.code == one.kind));
    let mut records: Vec<Record> = Vec::new();
    let (stopping, others): (Vec<_>, Vec<_>) = open.iter().partition(|one| one.customer.is_some());
    let mut marks = Vec::new();
    for (open, mark) in [(stopping, "recheck/stopping"), (others, "recheck/other")] {
        let mark = format!("{mark}/{}", kind.kind().word());
        let last = in_turn(run, kind, (&open, &mark), &mut records)?;
        marks.extend(last.map(|last| (mark, last)));
    }
    let look = kind.look(run);
    for group in records.chunks(kind.group()) {
        if run.is_interrupted() {
            return Ok(());
        }
        let finds = look.up(group, Depth::Everywhere)?;
        for record in group {
            let of_record: Vec<&OpenException> = open.iter().filter(|one| one.key == record.key).collect();
            one(run, kind, record, (&finds, &of_record))?;
        }
    }
    for (mark, last) in marks {
        run.store.note(&mark, &last.to_string(), run.clock.now())?;
    }
    Ok(())
}

/// Adds the documents of these exceptions, oldest first from behind the one at which an earlier run ended; the row of the last
/// one where not all found room.
fn in_turn(
    run: &Run<'_>,
    kind: &dyn Deliverable,
    (open, mark): (&[&OpenException], &str),
    records: &mut Vec<Record>,
) -> Result<Option<i64>> {
    let before = run.store.fact(mark)?.and_then(|(row, _)| row.parse().ok());
    let (earlier, later) = open.split_at(open.partition_point(|one| Some(one.id) <= before));
    let mut last = None;
    for one in later.iter().chain(earlier) {
        if records.len() == MOST {
            return Ok(last);
        }
        last = Some(one.id);
        if records.iter().any(|record| record.key == one.key) {
            continue;
        }
        // What is on its way or waits is looked at by the street itself.
        let record = run.store.record(kind.kind(), &one.key)?;
        records.extend(record.filter(|record| matches!(record.state, State::Posted | State::Failed)));
    }
    Ok(None)
}

fn one(
    run: &Run<'_>,
    kind: &dyn Deliverable,
    record: &Record,
    (finds, open): (&Finds, &[&OpenException]),
) -> Result<()> {
    let found = finds.get(&record.key);
    let needs_batches = open.iter().any(|one| one.kind == exception::PARTIAL_BATCH.code);
    let batches = if needs_batches {
        kind.batches(run, record)?
    } else {
        Vec::new()
    };
    let gone: Vec<(&OpenException, String)> = open
        .iter()
        .filter_map(|one| Some((*one, because(run, one, found, &batches)?)))
        .collect();
    if gone.is_empty() {
        return Ok(());
    }
    run.change(|change| {
        for (one, because) in &gone {
            change.close_exception(one, ITSELF, because)?;
            run.terminal
                .step(format!("{}: {} is over: {because}", one.key, one.kind));
        }
        match found {
            Some(Found::Deleted(in_sage)) => in_sage
                .opens
                .iter()
                .try_for_each(|opens| end::open(change, run, record, opens)),
            Some(Found::Ours(in_sage) | Found::ByHand(in_sage)) if is_invoiced_now(record, &gone) => {
                followed::invoiced(change, record, in_sage)
            }
            _ => Ok::<_, Fault>(()),
        }
    })
}

fn is_invoiced_now(record: &Record, gone: &[(&OpenException, String)]) -> bool {
    let waited = |(one, _): &(&OpenException, String)| one.kind == exception::NO_INVOICE.code;
    record.kind == Kind::Order && gone.iter().any(waited)
}

/// Why an exception is over; `None` while its cause stands, or Sage does not show enough to say so.
fn because(run: &Run<'_>, open: &OpenException, found: Option<&Found>, batches: &[String]) -> Option<String> {
    let is = |kind: ExceptionKind| open.kind == kind.code;
    if is(exception::PARTIAL_BATCH) {
        let stands = batches.iter().any(|number| names(&open.figures, number));
        // Nothing found at all is no answer for one that was taken as posted.
        return (!stands && !matches!(found, Some(Found::Partial { .. } | Found::Unclear(_))))
            .then(|| "a look at Sage found no batch of that number that is not deleted".to_owned());
    }
    let in_sage = match found? {
        Found::Ours(in_sage) => in_sage,
        Found::Deleted(in_sage) => {
            return [exception::EDITED_IN_SAGE, exception::DUPLICATE_BATCH]
                .into_iter()
                .any(is)
                .then(|| format!("a look at Sage found {} deleted", in_sage.name));
        }
        // What a person keyed in was accepted, or it would wait for a word.
        Found::ByHand(in_sage) if is(exception::NO_INVOICE) => in_sage,
        Found::ByHand(_) | Found::Partial { .. } | Found::Unclear(_) => return None,
    };
    if in_sage.opens.iter().any(|opens| opens.kind.code == open.kind) {
        return None;
    }
    let unseen = [exception::NO_INVOICE, exception::INVOICE_UNREAD];
    let was_read = !in_sage.opens.iter().any(|opens| unseen.contains(&opens.kind));
    // Where persons make the invoices, an order without one is as it should be, and says nothing of one.
    let is_invoiced = run.terms.invoices || in_sage.is_invoiced();
    let is_over = if is(exception::DIFFERS_IN_SAGE) || is(exception::TAX_DIFFERS) {
        // Where the invoice itself was not read, that nothing differs says nothing; a note is only compared in its list.
        is_invoiced && was_read && open.record_kind == Kind::Order.word()
    } else if is(exception::NO_INVOICE) {
        is_invoiced
    } else {
        // What is only seen in posted lines was not compared line by line.
        !is(exception::EDITED_IN_SAGE) || in_sage.place.contains("batches")
    };
    is_over.then(|| {
        format!(
            "a look at Sage found {} as it should be in {}",
            in_sage.name, in_sage.place
        )
    })
}
