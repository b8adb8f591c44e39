//! Sending: look up, commit the intent, send each document once, and conclude.
//!
//! `sending` is committed before the first byte leaves; a group of records shares that commit and the one of the
//! outcome. What was looked up after an unclear answer and may be sent again goes once more: twice in a run at most.

use super::conclude::conclude;
use super::post::post_all;
use super::{Deliverable, Depth, Found, Look, Next, Of, Result, Run, end, witness};
use crate::books::record::State;
use crate::store::{Record, Step};

/// Sends everything that is ready, and what was turned away for a reason that passes or that a person has mended.
///
/// # Errors
/// When Sage cannot be asked before the send, or the database fails; nothing is sent then.
pub fn send(run: &Run<'_>, kind: &dyn Deliverable, of: Of<'_>) -> Result<Next> {
    let mut next = walk(run, kind, of)?;
    if next == Next::Again {
        next = walk(run, kind, of)?;
    }
    if let Of::Parts(parent) = of {
        kind.follow(run, parent)?;
    }
    Ok(next)
}

fn walk(run: &Run<'_>, kind: &dyn Deliverable, of: Of<'_>) -> Result<Next> {
    let progress = (kind.group() > 1).then(|| {
        let what = format!("{} sent to Sage", kind.nouns().1);
        run.terminal.progress(&what, 0)
    });
    // Shared by the walk: what is slow to read is read once at the most.
    let look = kind.look(run);
    let open = [State::Ready, State::Failed, State::Held];
    let open = if kind.sent_again().is_empty() {
        &open[..1]
    } else {
        &open
    };
    let mut next = Next::GoOn;
    let mut last = 0;
    loop {
        let records = of.after(run, kind, open, last)?;
        let Some(end) = records.last() else {
            return Ok(next);
        };
        last = end.id;
        if run.is_interrupted() {
            return Ok(Next::Stop);
        }
        let records = those_that_may_go(run, kind, records)?;
        let (count, closing) = (records.len() as u64, records.last().cloned());
        match group(run, kind, look.as_ref(), records)? {
            Next::GoOn => {}
            Next::Again => next = Next::Again,
            Next::Stop => return Ok(Next::Stop),
        }
        if let Some(progress) = &progress {
            progress.advance(count);
        }
        if let Some(record) = closing
            && !kind.goes_on(run, &record)?
        {
            return Ok(next);
        }
    }
}

fn those_that_may_go(run: &Run<'_>, kind: &dyn Deliverable, records: Vec<Record>) -> Result<Vec<Record>> {
    let mut going = Vec::with_capacity(records.len());
    for record in records {
        if may_be_sent(kind, &record) && kind.is_its_turn(run, &record)? {
            going.push(record);
        }
    }
    Ok(going)
}

fn may_be_sent(kind: &dyn Deliverable, record: &Record) -> bool {
    let code = record.reason.as_deref().unwrap_or_default();
    match record.state {
        State::Ready => true,
        State::Failed | State::Held => kind.sent_again().contains(&code),
        _ => false,
    }
}

fn group(run: &Run<'_>, kind: &dyn Deliverable, look: &dyn Look, records: Vec<Record>) -> Result<Next> {
    if records.is_empty() {
        return Ok(Next::GoOn);
    }
    witness::expect(run)?;
    let sending = commit_the_intent(run, kind, look, records)?;
    if sending.is_empty() {
        return Ok(Next::GoOn);
    }
    let answers = post_all(run, kind, &sending)?;
    conclude(run, kind, sending.into_iter().zip(answers).collect())
}

/// Takes out of a group what is in Sage already and what may not be sent now, and commits that the rest is sent: a
/// run that ends here is known to have sent, perhaps.
fn commit_the_intent(
    run: &Run<'_>,
    kind: &dyn Deliverable,
    look: &dyn Look,
    records: Vec<Record>,
) -> Result<Vec<Record>> {
    let found = look.up(&records, Depth::BeforeFirst)?;
    if found.values().any(|found| matches!(found, Found::Ours(_))) {
        // This database did not know of it: it is new, or an older copy. From here on every place is asked.
        run.note_unknown_found()?;
    }
    let held_back = kind.held_back(run, &records)?;
    run.change(|change| {
        let mut sending = Vec::new();
        for record in records {
            match (found.get(&record.key), held_back.get(&record.key)) {
                (Some(found), _) => end::write(change, run, kind, &record, found, "found")?,
                (None, Some((reason, detail))) => {
                    let step = Step::to(State::Held, "held");
                    change.step(&record, &step.because(reason.code, detail))?;
                    run.newly_open();
                }
                (None, None) => sending.extend(mark(change, kind, record)?),
            }
        }
        Ok(sending)
    })
}

fn mark(
    change: &mut crate::store::Change<'_>,
    kind: &dyn Deliverable,
    record: Record,
) -> Result<Option<Record>> {
    let mut ready = record;
    if ready.state != State::Ready {
        let kept = kind.kept(&ready, None)?;
        let step = Step {
            sage: kept.as_deref(),
            ..Step::to(State::Ready, "again")
        };
        change.step(&ready, &step)?;
        let Some(again) = change.record(kind.kind(), &ready.key)? else {
            return Ok(None);
        };
        ready = again;
    }
    let step = Step {
        sends: true,
        request_sha256: ready.document_sha256.as_deref(),
        ..Step::to(State::Sending, "sending")
    };
    change.step(&ready, &step)?;
    Ok(change.record(kind.kind(), &ready.key)?)
}
