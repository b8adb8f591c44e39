//! Sending one patch a SKU, within the stored budget: the intent of a group is committed before its first byte.

use anyhow::Result;
use chrono::TimeDelta;

use super::feeds;
use super::figures::Figures;
use super::plan::Plan;
use super::round::Sent;
use super::write::{Outcome, write_outcome, write_sending};
use crate::amazon::listings::PatchBody;
use crate::books::record::{Kind, State};
use crate::client::amazon::{AmazonError, Patched};
use crate::config::Inventory;
use crate::exit::Exit;
use crate::pass::session::Session;
use crate::store::Record;

/// Patches whose intent and whose outcome share a commit: two seconds' worth.
const GROUP: usize = 10;

/// So many patches without an answer one after the other are no fault of their SKUs: Amazon cannot be reached.
const MOST_UNANSWERED: usize = 3;

/// Sends what is ready, one by one; what the path refuses goes by a feed.
pub(super) fn send(session: &Session<'_>, settings: &Inventory, plan: &Plan<'_>) -> Result<Sent> {
    let life = TimeDelta::from_std(settings.plan_life)?;
    let progress = session
        .terminal
        .progress("quantities sent to Amazon", plan.changes().len() as u64);
    let (mut last, mut unanswered) = (0, 0);
    loop {
        let records = session
            .store
            .records_in(Kind::Quantity, &[State::Ready], last, GROUP)?;
        let Some(end) = records.last() else { break };
        last = end.id;
        if session.is_interrupted() {
            return Ok(Sent::Stopped);
        }
        if session.clock.now() - plan.read_at > life {
            return Ok(Sent::Expired);
        }
        let records: Vec<_> = records
            .into_iter()
            .filter(|record| {
                plan.means_to_send(record) && !Figures::of(record).is_some_and(|one| one.by_feed)
            })
            .collect();
        if !group(session, &records, &mut unanswered)? {
            return Ok(Sent::Stopped);
        }
        progress.advance(records.len() as u64);
    }
    drop(progress);
    feeds::send(session, settings, plan)
}

/// Sends a group; `false` when nothing further can be sent in this run. Counts the patches without an answer since the last
/// answer.
fn group(session: &Session<'_>, records: &[Record], unanswered: &mut usize) -> Result<bool> {
    if records.is_empty() {
        return Ok(true);
    }
    let sending = write_sending(session, records)?;
    let mut outcomes: Vec<Outcome> = Vec::with_capacity(sending.len());
    let mut stop = None;
    for record in &sending {
        let outcome = if stop.is_some() || session.is_interrupted() {
            Outcome::NotSent
        } else {
            match one(session, record)? {
                Ok(outcome) => {
                    *unanswered = 0;
                    outcome
                }
                Err(error) => {
                    let outcome = unclear(&error);
                    *unanswered += 1;
                    if matches!(error, AmazonError::Unreachable { .. }) && *unanswered < MOST_UNANSWERED {
                        session.at_least_because_of(&record.key, Exit::Temporary, error.to_string());
                    } else {
                        stop = Some(error);
                    }
                    outcome
                }
            }
        };
        outcomes.push(outcome);
    }
    session.change(|change| {
        let mut pairs = sending.iter().zip(&outcomes);
        pairs.try_for_each(|(record, outcome)| write_outcome(session, change, record, outcome))
    })?;
    match stop {
        None => Ok(true),
        Some(error) => {
            session.give_up_on("sending quantities", error.into())?;
            Ok(false)
        }
    }
}

/// Sends one; the inner error is one after which perhaps no further one can be sent.
fn one(session: &Session<'_>, record: &Record) -> Result<Result<Outcome, AmazonError>> {
    let figures = Figures::of(record).unwrap_or_default();
    let body = PatchBody::quantity(&figures.product_type, figures.new);
    let answered = session
        .amazon()?
        .patch_quantity(&figures.marketplace, &record.key, &body, false);
    Ok(match answered {
        Ok(Patched::Answered(answer)) if answer.is_accepted() => {
            Ok(Outcome::Accepted(answer.submission_id.unwrap_or_default()))
        }
        Ok(Patched::Answered(answer)) => Ok(Outcome::Refused(answer.words())),
        Ok(Patched::PathRefused) => Ok(Outcome::ByFeed),
        Err(error @ AmazonError::Refused { .. }) => Ok(Outcome::Refused(error.to_string())),
        Err(error @ (AmazonError::Unreadable { .. } | AmazonError::TooLarge { .. })) => {
            Ok(Outcome::Unknown(error.to_string()))
        }
        Err(error) => Err(error),
    })
}

/// What a stop says about the record that met it.
fn unclear(error: &AmazonError) -> Outcome {
    match error {
        AmazonError::Unreachable { .. } | AmazonError::Interrupted | AmazonError::OutOfPatience { .. } => {
            Outcome::Unknown(error.to_string())
        }
        _ => Outcome::NotSent,
    }
}
