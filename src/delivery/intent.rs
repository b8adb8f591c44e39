//! The intent to send: what may go and is not in Sage yet is committed as sent before its first byte leaves.

use super::{Deliverable, Depth, Found, Look, Result, Run, end};
use crate::books::record::State;
use crate::store::{Change, Record, Step};

/// Those of some records whose state and turn allow that they are sent.
pub(super) fn those_that_may_go(
    run: &Run<'_>,
    kind: &dyn Deliverable,
    records: Vec<Record>,
) -> Result<Vec<Record>> {
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

/// Takes out of a group what is in Sage already and what may not be sent now, and commits that the rest is sent: a
/// run that ends here is known to have sent, perhaps.
pub(super) fn commit(
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

fn mark(change: &mut Change<'_>, kind: &dyn Deliverable, record: Record) -> Result<Option<Record>> {
    let mut ready = record;
    if ready.state != State::Ready {
        let kept = kind.form().kept(&ready, None);
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
    Ok(Some(change.send(ready)?))
}
