//! A journal part: one batch of the general ledger with one entry. Its settlement stands where its parts stand.

mod known;
mod lookup;
mod seek;
mod sought;
mod stored;

pub use known::{Known, Whole};
pub use seek::{Met, seek};
pub use sought::{PayoutLine, Sought};
pub use stored::{Journal, PartContent, document, sent};

use std::collections::BTreeSet;

use self::lookup::Lookup;
use super::{Absence, Deliverable, Form, Look, Result, Run, batch};
use crate::books::reason::{self};
use crate::books::record::{Kind, State};
use crate::sage300::comparison::Comparison;
use crate::sage300::ledger::{FoundBatch, compare};
use crate::store::{Change, Record, Step, Store};

/// Journal parts.
#[derive(Debug, Clone, Copy)]
pub struct Journals;

impl Deliverable for Journals {
    fn kind(&self) -> Kind {
        Kind::Journal
    }

    fn resource(&self) -> &'static str {
        "GL/GLJournalBatches"
    }

    fn nouns(&self) -> (&'static str, &'static str) {
        ("G/L batch", "G/L batches")
    }

    fn form(&self) -> &'static dyn Form {
        &batch::Batch
    }

    fn absence(&self) -> Absence {
        Absence::SendsInALaterRun
    }

    fn places(&self) -> &'static str {
        "the journal batches or posted transactions"
    }

    fn sent_again(&self) -> &'static [&'static str] {
        batch::SENT_AGAIN
    }

    fn look<'a>(&self, run: &'a Run<'a>) -> Box<dyn Look + 'a> {
        Box::new(Lookup::new(run, &Journals))
    }

    fn goes_on(&self, run: &Run<'_>, record: &Record) -> Result<bool> {
        let settlement = record.parent.as_deref().unwrap_or_default();
        Ok(locked_period(&run.store, settlement)?.is_none())
    }

    /// Half a settlement would leave `carried_forward` open: each part waits until those of earlier periods are in Sage.
    fn is_its_turn(&self, run: &Run<'_>, record: &Record) -> Result<bool> {
        let settlement = record.parent.as_deref().unwrap_or_default();
        let parts = run.store.parts(Kind::Journal, settlement)?;
        let mut earlier = parts.iter().filter(|part| part.key < record.key);
        Ok(earlier.all(|part| matches!(part.state, State::Posted | State::Skipped)))
    }

    fn batches(&self, run: &Run<'_>, record: &Record) -> Result<Vec<String>> {
        let found = run.sage()?.batches_described(&stored::keys(record), |_| true)?;
        let live = found.into_iter().filter(|batch| !batch.is_deleted());
        Ok(live.map(|batch| batch.batch_number).collect())
    }

    fn follow(&self, run: &Run<'_>, settlement: &str) -> Result<()> {
        follow(run, settlement)
    }

    fn deleted_numbers(&self, run: &Run<'_>, posted: &[Record]) -> Result<BTreeSet<String>> {
        Ok(run.sage()?.deleted_batches(&batch::known_numbers(posted))?)
    }

    /// What was taken in as it stands there, cut otherwise or keyed in by a person, is compared with nothing.
    fn changed(&self, run: &Run<'_>, posted: &[Record]) -> Result<Vec<Record>> {
        let open = run.sage()?.open_journal_batches()?;
        let mut changed = Vec::new();
        for record in posted {
            let number = batch::numbers(record).batch_number;
            let is_it = |found: &&FoundBatch| !number.is_empty() && found.batch_number == number;
            let Some(found) = open.iter().find(is_it) else {
                continue;
            };
            if !stored::content(record).whole && compare(&document(record)?, found) != Comparison::Equal {
                changed.push(record.clone());
            }
        }
        Ok(changed)
    }

    fn reopen(&self, change: &mut Change<'_>, record: &Record, reason: &str) -> Result<()> {
        let parent = record.parent.as_deref().unwrap_or_default();
        let settlement = change.record(Kind::Settlement, parent)?;
        if let Some(settlement) = settlement.filter(|settlement| settlement.state == State::Posted) {
            let step = Step {
                reopens: true,
                ..Step::to(State::Ready, "reopened")
            };
            change.step(&settlement, &step.because("reopened", reason))?;
        }
        Ok(())
    }
}

/// The fiscal period that Sage refused before any part was in Sage: all parts of the settlement are planned again.
///
/// # Errors
/// When the database cannot be read.
pub fn locked_period(store: &Store, settlement: &str) -> Result<Option<String>> {
    let parts = store.parts(Kind::Journal, settlement)?;
    if parts.iter().any(|part| part.state.may_be_in_sage()) {
        return Ok(None);
    }
    let locked = parts.iter().find(|part| {
        part.state == State::Failed && part.reason.as_deref() == Some(reason::PERIOD_LOCKED.code)
    });
    Ok(locked.map(|part| stored::content(part).posting_period))
}

/// The settlement's state follows from its parts'; one that is planned again is left alone.
fn follow(run: &Run<'_>, key: &str) -> Result<()> {
    let Some(settlement) = run.store.record(Kind::Settlement, key)? else {
        return Ok(());
    };
    if locked_period(&run.store, key)?.is_some() {
        return Ok(());
    }
    let parts = run.store.parts(Kind::Journal, key)?;
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
    let names: Vec<String> = live
        .iter()
        .map(|part| batch::numbers(part).batch_number)
        .collect();
    let name = format!("G/L batches {}", names.join(", "));
    run.change(|change| {
        let step = Step {
            reason: part.and_then(|part| part.reason.as_deref()),
            detail: part.and_then(|part| part.detail.as_deref()),
            sage_name: part.is_none().then_some(name.as_str()),
            ..Step::to(state, state.word())
        };
        Ok(change.step(&settlement, &step)?)
    })
}
