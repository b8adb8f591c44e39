//! Settling what an earlier run left on its way, before anything new is sent.
//!
//! Records in `sending` were on their way when a run ended; those in `uncertain` got no clear answer. Both are looked
//! up in Sage wherever they can be. Found is compared and posted; what absence allows is said by the kind.

use chrono::{DateTime, Utc};

use super::absence::allows;
use super::end;
use super::{Absence, Deliverable, Depth, Found, Look, Of, Result, Run};
use crate::books::reason;
use crate::books::record::State;
use crate::store::{Change, Record, Step};

/// Settles the records of a kind that may be in Sage without our knowing.
///
/// # Errors
/// When Sage cannot be asked: they stay as they are, and nothing of them is sent.
pub fn settle(run: &Run<'_>, kind: &dyn Deliverable, of: Of<'_>) -> Result<()> {
    let look = kind.look(run);
    let open = [State::Sending, State::Uncertain];
    let mut last = 0;
    loop {
        let records = of.after(run, kind, &open, (last, kind.group()))?;
        let Some(end) = records.last() else { return Ok(()) };
        last = end.id;
        if run.is_interrupted() {
            return Ok(());
        }
        run.terminal.step(match records.as_slice() {
            [one] => format!("looking up {}, which an earlier run left open", kind.named(one)),
            many => {
                let several = kind.nouns().1;
                format!(
                    "looking up {} {several} that an earlier run left open",
                    many.len()
                )
            }
        });
        group(run, kind, look.as_ref(), &records)?;
    }
}

fn group(run: &Run<'_>, kind: &dyn Deliverable, look: &dyn Look, records: &[Record]) -> Result<()> {
    let found = look.up(records, Depth::Everywhere)?;
    let missing = records.iter().any(|record| !found.contains_key(&record.key));
    let now = match kind.absence() {
        Absence::SendsInALaterRun if missing => run.sage()?.ledger_time()?,
        _ => None,
    };
    run.change(|change| {
        for record in records {
            match found.get(&record.key) {
                Some(found) => end::write(change, run, kind, record, found, "found")?,
                None => absent(change, run, kind, record, now)?,
            }
        }
        Ok::<_, crate::exit::Fault>(())
    })?;
    let mut parents: Vec<&str> = records
        .iter()
        .filter_map(|record| record.parent.as_deref())
        .collect();
    parents.dedup();
    parents
        .into_iter()
        .try_for_each(|parent| kind.follow(run, parent))
}

/// Writes that a record was not found; nothing where that says nothing new.
fn absent(
    change: &mut Change<'_>,
    run: &Run<'_>,
    kind: &dyn Deliverable,
    record: &Record,
    now: Option<DateTime<Utc>>,
) -> Result<()> {
    let wait = run.terms.batch_wait;
    let absent = allows(kind.absence(), kind.places(), record.missed_at, now, wait);
    if absent.state == State::Uncertain {
        // It waits as it did at the end of the run before: this run, too, has one of them.
        run.count("uncertain");
    }
    let same = absent.state == record.state
        && absent.missed_at == record.missed_at
        && record.detail.as_deref() == Some(absent.detail.as_str());
    if same {
        return Ok(());
    }
    let step = Step {
        missed_at: Some(absent.missed_at),
        reason: (absent.state == State::Uncertain).then_some(reason::NO_ANSWER.code),
        detail: Some(&absent.detail),
        ..Step::to(absent.state, "not-found")
    };
    Ok(change.step(record, &step)?)
}

/// Looks records up and writes the ends of those that Sage has; returns the others.
///
/// # Errors
/// When Sage cannot be asked.
pub fn taken_in(
    run: &Run<'_>,
    kind: &dyn Deliverable,
    records: Vec<Record>,
    depth: Depth,
) -> Result<Vec<Record>> {
    taken_in_if(run, kind, records, depth, &|_, _| true)
}

/// The same, where what was found counts only if it is wanted of its record: else Sage has nothing that matters.
///
/// # Errors
/// When Sage cannot be asked.
pub fn taken_in_if(
    run: &Run<'_>,
    kind: &dyn Deliverable,
    records: Vec<Record>,
    depth: Depth,
    is_wanted: &dyn Fn(&Record, &Found) -> bool,
) -> Result<Vec<Record>> {
    let mut found = kind.look(run).up(&records, depth)?;
    for record in &records {
        if found
            .get(&record.key)
            .is_some_and(|found| !is_wanted(record, found))
        {
            found.remove(&record.key);
        }
    }
    let (known, absent): (Vec<Record>, Vec<Record>) = records
        .into_iter()
        .partition(|record| found.contains_key(&record.key));
    if known.is_empty() {
        return Ok(absent);
    }
    run.change(|change| {
        for record in &known {
            if let Some(found) = found.get(&record.key) {
                end::write(change, run, kind, record, found, "found")?;
            }
        }
        Ok(absent)
    })
}
