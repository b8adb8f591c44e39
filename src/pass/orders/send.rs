//! Sending: look up first, commit the intent, send each document once, read back, write the end.
//!
//! `sending` is committed before the first byte leaves; a group of orders shares that commit and the one of
//! the outcome. Whatever is not a clear answer is looked up at once, and an order that Sage does not have
//! anywhere may be sent again, since its number is unique there. Twice in a run at most.

use std::collections::BTreeMap;

use anyhow::Result;

use super::answer::{Answer, Next, conclude, understood};
use super::lookup::{Depth, Found, Lookup};
use super::plan::Plans;
use super::post::{write_by_hand, write_posted};
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::pass::session::Session;
use crate::store::{Record, Step};

/// Sends everything that is ready.
pub(super) fn send(session: &Session<'_>, plans: &Plans) -> Result<()> {
    recheck(session, plans)?;
    for _attempt in 0..2 {
        if !round(session)? {
            return Ok(());
        }
    }
    Ok(())
}

/// One walk over the ready records; `true` when some were put back to be sent once more.
fn round(session: &Session<'_>) -> Result<bool> {
    let progress = session.terminal.progress("invoices sent to Sage", 0);
    // Shared by the round: the batches that are not posted are read once at the most.
    let lookup = Lookup::new(session);
    let mut last = 0;
    let mut again = false;
    loop {
        let records = session
            .store
            .records_in(Kind::Order, &[State::Ready], last, Lookup::GROUP)?;
        let Some(end) = records.last() else {
            return Ok(again);
        };
        last = end.id;
        if session.is_interrupted() {
            return Ok(false);
        }
        let count = records.len() as u64;
        match group(session, &lookup, records)? {
            Next::GoOn => {}
            Next::Again => again = true,
            Next::Stop => return Ok(false),
        }
        progress.advance(count);
    }
}

/// Orders that were keyed in by hand when last asked for.
fn recheck(session: &Session<'_>, plans: &Plans) -> Result<()> {
    for ids in plans.recheck.chunks(Lookup::GROUP) {
        let records = ids
            .iter()
            .map(|id| session.store.record_by_id(*id))
            .collect::<Result<Vec<_>, _>>()?;
        let records: Vec<Record> = records.into_iter().flatten().collect();
        let found = Lookup::new(session).find(&records, Depth::BeforeFirst)?;
        session.change(|change| {
            for record in &records {
                match found.get(&record.key) {
                    Some(Found::Ours(in_sage)) => write_posted(change, session, record, in_sage, "found")?,
                    Some(Found::ByHand(number)) => write_by_hand(change, session, record, number)?,
                    None => change.step(record, &Step::to(State::Staged, "no-longer-in-sage"))?,
                }
            }
            Ok(())
        })?;
    }
    Ok(())
}

fn group(session: &Session<'_>, lookup: &Lookup<'_>, records: Vec<Record>) -> Result<Next> {
    let records = before_sending(session, lookup, records)?;
    if records.is_empty() {
        return Ok(Next::GoOn);
    }
    let records = mark_sending(session, &records)?;
    let answers = post_all(session, &records)?;
    conclude(session, &records, answers)
}

/// Takes out of a group what is in Sage already and what may not be sent now.
fn before_sending(session: &Session<'_>, lookup: &Lookup<'_>, records: Vec<Record>) -> Result<Vec<Record>> {
    let found = lookup.find(&records, Depth::BeforeFirst)?;
    if found.values().any(|found| matches!(found, Found::Ours(_))) {
        // This database did not know of it: it is new, or an older copy. From here on every place is asked.
        session.note_unknown_found()?;
    }
    let stopped: BTreeMap<String, String> = session.store.stopped_customers()?.into_iter().collect();
    session.change(|change| {
        let mut rest = Vec::new();
        for record in records {
            let customer = record.customer.clone().unwrap_or_default();
            match (found.get(&record.key), stopped.get(&customer)) {
                (Some(Found::Ours(in_sage)), _) => write_posted(change, session, &record, in_sage, "found")?,
                (Some(Found::ByHand(number)), _) => write_by_hand(change, session, &record, number)?,
                (None, Some(other)) => {
                    let detail = format!("customer {customer} is stopped because {other} differs in Sage");
                    let step = Step::to(State::Held, "held");
                    change.step(&record, &step.because(reason::CUSTOMER_STOPPED.code, &detail))?;
                    session.newly_open();
                }
                (None, None) => rest.push(record),
            }
        }
        Ok(rest)
    })
}

/// Commits the intent, so that a run that ends here is known to have sent, perhaps.
fn mark_sending(session: &Session<'_>, records: &[Record]) -> Result<Vec<Record>> {
    session.change(|change| {
        for record in records {
            let step = Step {
                sends: true,
                request_sha256: record.document_sha256.as_deref(),
                ..Step::to(State::Sending, "sending")
            };
            change.step(record, &step)?;
        }
        Ok(())
    })?;
    let again = records
        .iter()
        .map(|record| session.store.record_by_id(record.id))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(again.into_iter().flatten().collect())
}

/// Sends the documents, at most `max_concurrent_posts` at a time.
fn post_all(session: &Session<'_>, records: &[Record]) -> Result<Vec<Answer>> {
    // The look-ups before have woken a server whose application pool slept.
    let writer = session.sage()?.writer();
    let lanes = usize::try_from(session.config.sage300.max_concurrent_posts)
        .unwrap_or(1)
        .max(1);
    let mut answers: Vec<Answer> = Vec::with_capacity(records.len());
    for together in records.chunks(lanes) {
        let closed = answers.iter().find_map(|answer| match answer {
            Answer::NotSent(reason, why) => Some((*reason, why.clone())),
            Answer::Refused(reason, why, _) if reason::is_transient(reason.code) => {
                Some((*reason, why.clone()))
            }
            _ => None,
        });
        if let Some((reason, why)) = closed {
            answers.extend(together.iter().map(|_| Answer::NotSent(reason, why.clone())));
            continue;
        }
        if session.is_interrupted() {
            let stop = || {
                Answer::NotSent(
                    reason::NO_ANSWER,
                    "the run was interrupted before it was sent".into(),
                )
            };
            answers.extend(together.iter().map(|_| stop()));
            continue;
        }
        let send = |record: &Record| match &record.document {
            Some(document) => understood(writer.post("OE/OEOrders", document.as_bytes()), document),
            None => Answer::NotSent(reason::NO_ANSWER, "no document is stored".into()),
        };
        if let [only] = together {
            answers.push(send(only));
        } else {
            answers.extend(std::thread::scope(|scope| {
                let lanes: Vec<_> = together
                    .iter()
                    .map(|record| scope.spawn(move || send(record)))
                    .collect();
                let broken = || Answer::Unclear("the sending thread ended without an answer".into());
                lanes
                    .into_iter()
                    .map(|lane| lane.join().unwrap_or_else(|_| broken()))
                    .collect::<Vec<_>>()
            }));
        }
    }
    Ok(answers)
}
