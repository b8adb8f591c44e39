//! Whether Amazon still defers money of an order that is short: what was answered is remembered until its day.

use std::cell::Cell;

use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};

use crate::client::amazon::AmazonError;
use crate::pass::secrets::MissingCredential;
use crate::pass::session::Session;

/// What begins the fact that an order is short and waits for Amazon: the day on which to ask (again).
pub(super) const DEFERRED: &str = "deferred/";

/// The questions of one run.
pub(super) struct Questions<'a> {
    session: &'a Session<'a>,
    now: DateTime<Utc>,
    /// Whether answers are kept for later runs; a dry run keeps none.
    keeps: bool,
    /// Whether Amazon is still asked in this run: after one question that failed, the others wait for the next.
    asks: Cell<bool>,
    /// Whether there is nobody to ask: the rehearsal of a person's file goes without Amazon.
    is_alone: bool,
}

impl<'a> Questions<'a> {
    /// Nothing is asked yet.
    pub(super) fn new(session: &'a Session<'a>, keeps: bool, is_alone: bool) -> Self {
        Self {
            session,
            now: session.clock.now(),
            keeps,
            asks: Cell::new(true),
            is_alone,
        }
    }

    /// Asks Amazon, and not again before the day on which it means to release the money.
    pub(super) fn deferred(&self, order: &str) -> Result<Deferred> {
        let session = self.session;
        let fact = format!("{DEFERRED}{order}");
        if let Some((until, _)) = session.store.fact(&fact)?
            && DateTime::parse_from_rfc3339(&until).is_ok_and(|until| until > self.now)
        {
            return Ok(Deferred::Yes);
        }
        let (answer, ask_on) = match self.ask(order)? {
            Answer::NoCredentials => return Ok(Deferred::NobodyToAsk),
            Answer::Releases(releases) if releases.is_empty() => return Ok(Deferred::No),
            // A day that has passed, or that Amazon does not name, is asked for again tomorrow.
            Answer::Releases(releases) => {
                let tomorrow = self.now + TimeDelta::days(1);
                let named = releases.into_iter().flatten().max();
                (Deferred::Yes, named.unwrap_or(tomorrow).max(tomorrow))
            }
            Answer::Failed => (Deferred::Unanswered, self.now),
        };
        if self.keeps {
            session.store.note(&fact, &ask_on.to_rfc3339(), self.now)?;
        }
        Ok(answer)
    }

    /// Puts the question; one that fails is said, and never ends the pass.
    fn ask(&self, order: &str) -> Result<Answer> {
        if self.is_alone {
            return Ok(Answer::NoCredentials);
        }
        if !self.asks.get() {
            return Ok(Answer::Failed);
        }
        let amazon = match self.session.amazon() {
            Ok(amazon) => amazon,
            Err(error) if error.downcast_ref::<MissingCredential>().is_some() => {
                return Ok(Answer::NoCredentials);
            }
            Err(error) => return Err(error),
        };
        match amazon.deferred_of_order(order) {
            Ok(releases) => Ok(Answer::Releases(releases)),
            Err(error) => {
                // A refusal is about this order; whatever else goes wrong would meet the next question too.
                self.asks.set(matches!(error, AmazonError::Refused { .. }));
                let what = format!("{order}: asking whether Amazon still defers money of it");
                self.session.give_up_on(&what, error.into())?;
                Ok(Answer::Failed)
            }
        }
    }
}

/// What became of the question.
enum Answer {
    /// The day of release of each deferred transaction, where Amazon names one.
    Releases(Vec<Option<DateTime<Utc>>>),
    Failed,
    NoCredentials,
}

/// Whether Amazon still defers money of an order.
pub(super) enum Deferred {
    Yes,
    No,
    /// To be asked again in the next run.
    Unanswered,
    NobodyToAsk,
}
