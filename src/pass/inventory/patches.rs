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

/// So many different SKUs refused one after the other are no matter of theirs: the app may not set quantities at all.
const MOST_DENIED: usize = 5;

/// The fact that keeps the row of the last SKU that was tried before a run stopped: the next one begins behind it.
const BEHIND: &str = "quantities-behind";

/// Trouble since the last answer that was none.
#[derive(Default)]
struct Trouble {
    unanswered: usize,
    denied: usize,
    /// Whether Amazon answered for any SKU of this run.
    is_answered: bool,
    /// The row that was tried last.
    last: Option<i64>,
}

/// Sends what is ready, one by one; what the path refuses goes by a feed. Those that stopped an earlier run come last: they
/// keep nothing behind them waiting for ever.
pub(super) fn send(session: &Session<'_>, settings: &Inventory, plan: &Plan<'_>) -> Result<Sent> {
    let life = TimeDelta::from_std(settings.plan_life)?;
    let progress = session
        .terminal
        .progress("quantities sent to Amazon", plan.changes().len() as u64);
    let begin = match session.store.fact(BEHIND)? {
        Some((text, _)) => text.parse().unwrap_or(0),
        None => 0,
    };
    let mut trouble = Trouble::default();
    let (mut last, mut is_second_lap) = (begin, false);
    loop {
        let mut records = session
            .store
            .records_in(Kind::Quantity, &[State::Ready], last, GROUP)?;
        if is_second_lap {
            records.retain(|record| record.id <= begin);
        }
        let Some(end) = records.last() else {
            if is_second_lap || begin == 0 {
                break;
            }
            (last, is_second_lap) = (0, true);
            continue;
        };
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
        if !group(session, &records, &mut trouble)? {
            let behind = trouble.last.unwrap_or(0).to_string();
            session.store.note(BEHIND, &behind, session.clock.now())?;
            return Ok(Sent::Stopped);
        }
        progress.advance(records.len() as u64);
    }
    drop(progress);
    if trouble.denied > 0 && !trouble.is_answered {
        // Not one was taken.
        session.at_least(Exit::Denied);
    }
    feeds::send(session, settings, plan)
}

/// Sends a group; `false` when nothing further can be sent in this run.
fn group(session: &Session<'_>, records: &[Record], trouble: &mut Trouble) -> Result<bool> {
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
                    *trouble = Trouble {
                        is_answered: true,
                        ..Trouble::default()
                    };
                    outcome
                }
                Err(error) => {
                    let goes_on = trouble.of_one(record, &error);
                    let outcome = match goes_on {
                        Some(Exit::Attention) => Outcome::Refused(words_of_one(&error)),
                        _ => unclear(&error),
                    };
                    match goes_on {
                        Some(exit) => {
                            let words = format!("SKU `{}`: {}", record.key, words_of_one(&error));
                            session.at_least_because_of(&record.key, exit, words);
                        }
                        None => stop = Some(error),
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

/// The error as it is told of one SKU, while the others are sent.
fn words_of_one(error: &AmazonError) -> String {
    let text = error.to_string();
    if error.is_denied() {
        let what = text.lines().next().unwrap_or_default();
        return format!(
            "{what}; where other SKUs are taken, see the listing of this one in Seller Central; where none is, the app needs \
             the role Product Listing"
        );
    }
    text
}

impl Trouble {
    /// What the trouble with one SKU is worth when the others can go on.
    fn of_one(&mut self, record: &Record, error: &AmazonError) -> Option<Exit> {
        self.last = Some(record.id);
        match error {
            AmazonError::Unreachable { .. } => {
                self.unanswered += 1;
                (self.unanswered < MOST_UNANSWERED).then_some(Exit::Temporary)
            }
            _ if error.is_denied() => {
                self.denied += 1;
                (self.denied < MOST_DENIED).then_some(Exit::Attention)
            }
            _ => None,
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
