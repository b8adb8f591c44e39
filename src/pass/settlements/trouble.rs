//! What Amazon's answers to one settlement's questions stop: that settlement, for a day; never another one.
//!
//! A report that cannot be downloaded or transactions that answer with an error are asked for again by every run. After
//! a day of that the settlement is held with Amazon's words, so that a person sees it and can post it from a file.

use anyhow::{Error, Result};
use chrono::{DateTime, TimeDelta, Utc};

use super::keep;
use crate::books::reason;
use crate::books::record::State;
use crate::client::amazon::AmazonError;
use crate::pass::session::Session;
use crate::store::Record;

/// How long a settlement's trouble may last before a person has to see it.
const LASTING: TimeDelta = TimeDelta::hours(24);

/// The fact that says since when.
fn fact(key: &str) -> String {
    format!("settlement-trouble/{key}")
}

/// Whether an error is Amazon's answer to a question about one settlement: the next one may be answered.
///
/// Without a token nothing is answered, and what has no patience left has none for the next one either.
pub(super) fn is_of_one(error: &Error) -> bool {
    let amazon = error
        .chain()
        .find_map(|cause| cause.downcast_ref::<AmazonError>());
    amazon.is_some_and(|error| {
        matches!(
            error,
            AmazonError::Refused { .. }
                | AmazonError::Unreadable { .. }
                | AmazonError::TooLarge { .. }
                | AmazonError::Denied { .. }
                | AmazonError::Unreachable { .. }
        )
    })
}

/// A settlement met trouble: it waits, and after a day it is held.
pub(super) fn meet(session: &Session<'_>, record: &Record, error: Error, is_rehearsal: bool) -> Result<()> {
    let now = session.clock.now();
    let since = session.store.fact(&fact(&record.key))?;
    let since: Option<DateTime<Utc>> = since.and_then(|(since, _)| since.parse().ok());
    if since.is_none() && !is_rehearsal {
        session.store.note(&fact(&record.key), &now.to_rfc3339(), now)?;
    }
    let lasts = since.is_some_and(|since| now - since >= LASTING);
    if !lasts || is_rehearsal {
        return session.give_up_on(&format!("settlement {}", record.key), error);
    }
    let words: String = format!("{error:#}").chars().take(600).collect();
    let detail = format!(
        "for over a day Amazon has not given what it takes to post it: {words}\nhint: download its settlement report in \
         Seller Central (Payments, All Statements, Download Flat File V2) and post it with `post-settlements --file REPORT`"
    );
    keep::not(session, record, State::Held, reason::AMAZON_FAILS, &detail)
}

/// The settlement's questions were answered.
pub(super) fn over(session: &Session<'_>, key: &str, is_rehearsal: bool) -> Result<()> {
    if !is_rehearsal && session.store.fact(&fact(key))?.is_some() {
        session.store.forget(&fact(key), session.clock.now())?;
    }
    Ok(())
}
