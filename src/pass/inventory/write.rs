//! Writing a plan down: what is held, what was confirmed, what drifted, and what will be sent, each with its
//! audit row of old and new figure. A SKU that is right and was never pushed leaves no record.

use std::collections::BTreeSet;

use anyhow::Result;

use super::drift::Drift;
use super::figures::{Figures, shown};
use super::left::write_left;
use super::open_feeds::skus_in_open_feeds;
use super::plan::{Plan, Row};
use crate::amazon::listings::PatchBody;
use crate::books::invoice::Hold;
use crate::books::quantities::Verdict;
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::exit::Exit;
use crate::pass::session::Session;
use crate::store::{Change, Entry, NewRecord, Record, Step, hash_of};

/// Rows that share a commit.
const CHUNK: usize = 500;

/// What holds for every row of a plan.
struct Round {
    /// Whether it is the first plan of the run: what it meets is counted once.
    is_first: bool,
    /// SKUs that a feed holds.
    in_feed: BTreeSet<String>,
}

/// Writes every row down.
pub(super) fn write_plan(session: &Session<'_>, plan: &Plan<'_>, is_first: bool) -> Result<()> {
    let round = Round {
        is_first,
        in_feed: skus_in_open_feeds(session)?,
    };
    let mut rows = plan.rows().peekable();
    while rows.peek().is_some() {
        session.change(|change| {
            let mut some = rows.by_ref().take(CHUNK);
            some.try_for_each(|row| write_row(session, change, &row, &round))
        })?;
    }
    Ok(())
}

fn write_row(session: &Session<'_>, change: &mut Change<'_>, row: &Row<'_>, round: &Round) -> Result<()> {
    if round.is_first {
        session.count("compared");
    }
    if let Some(drift) = &row.drift {
        write_drift(session, change, row, drift)?;
    }
    let record = change.record(Kind::Quantity, row.sku)?;
    match &row.verdict {
        Verdict::Same(quantity) => {
            if round.is_first {
                session.count("same");
            }
            match record {
                Some(record) => write_same(session, change, &record, *quantity),
                None => Ok(()),
            }
        }
        Verdict::Send {
            old,
            new,
            product_type,
        } => {
            let figures = Figures {
                old: *old,
                new: *new,
                marketplace: row
                    .shown
                    .map(|shown| shown.marketplace.to_owned())
                    .unwrap_or_default(),
                product_type: product_type.to_string(),
                by_feed: record
                    .as_ref()
                    .and_then(Figures::of)
                    .is_some_and(|last| last.by_feed),
                ..Figures::default()
            };
            let record = match record {
                Some(record) => record,
                None => staged(change, row)?,
            };
            write_ready(session, change, &record, &figures)
        }
        Verdict::Held(hold) => {
            // What an earlier plan of this run held already was counted then.
            if write_held(session, change, row, record, hold)? || round.is_first {
                session.count("held");
            }
            Ok(())
        }
        Verdict::Leave(why) => {
            if round.is_first && *why == reason::DECIDED {
                session.count("skipped");
            }
            let Some(record) = record else { return Ok(()) };
            match arrived(row, &record, &round.in_feed) {
                Some(quantity) => write_same(session, change, &record, quantity),
                None => write_left(change, &record, *why, &round.in_feed),
            }
        }
    }
}

/// The quantity that was sent without an answer, where Amazon shows it: what is left alone now is read back all the same.
fn arrived(row: &Row<'_>, record: &Record, in_feed: &BTreeSet<String>) -> Option<u32> {
    let is_unanswered = matches!(record.state, State::Sending | State::Uncertain);
    let sent = Figures::of(record).filter(|_| is_unanswered && !in_feed.contains(&record.key))?;
    (row.quantity_now() == Some(i64::from(sent.new))).then_some(sent.new)
}

fn staged(change: &mut Change<'_>, row: &Row<'_>) -> Result<Record> {
    change.stage(&NewRecord {
        kind: Kind::Quantity,
        key: row.sku,
        parent: None,
        marketplace: row.shown.map(|shown| shown.marketplace),
        version: None,
        content: None,
        amount: None,
        currency: None,
    })?;
    let record = change.record(Kind::Quantity, row.sku)?;
    record.ok_or_else(|| {
        anyhow::anyhow!(
            "the record of {} was stored a moment ago and is not there",
            row.sku
        )
    })
}

fn write_drift(session: &Session<'_>, change: &mut Change<'_>, row: &Row<'_>, drift: &Drift) -> Result<()> {
    session.count("drifted");
    tell_drift(session, row.sku, drift);
    let words = drift.words();
    Ok(change.audit(&Entry {
        event: if drift.not_applied {
            "not-applied"
        } else {
            "drifted"
        },
        kind: Kind::Quantity.word(),
        key: row.sku,
        sage: &format!("quantity {} -> {}", drift.sent, shown(drift.shown)),
        reason: &words,
        ..Entry::default()
    })?)
}

/// Says that Amazon shows something else than what it accepted; a person must act where it was never applied.
pub(super) fn tell_drift(session: &Session<'_>, sku: &str, drift: &Drift) {
    let words = drift.words();
    if drift.not_applied {
        let advice = reason::NOT_APPLIED.advice;
        session.at_least_because(Exit::Attention, format!("{sku}: {words}\nhint: {advice}"));
    } else {
        session.terminal.detail(format!("{sku}: {words}"));
    }
}

/// Amazon shows the right quantity: whatever was open about it is closed.
fn write_same(session: &Session<'_>, change: &mut Change<'_>, record: &Record, quantity: u32) -> Result<()> {
    let mut figures = Figures::of(record).unwrap_or_default();
    if record.state == State::Posted && figures.confirmed {
        return Ok(());
    }
    let words = format!("quantity {} -> {quantity}", shown(figures.old));
    (figures.new, figures.confirmed) = (quantity, true);
    session.count("confirmed");
    let step = Step {
        content: Some((&figures.to_text(), session.clock.now())),
        sage_name: Some(&words),
        ..Step::to(State::Posted, "confirmed")
    };
    Ok(change.step(record, &step)?)
}

fn write_ready(
    session: &Session<'_>,
    change: &mut Change<'_>,
    record: &Record,
    figures: &Figures,
) -> Result<()> {
    let body = PatchBody::quantity(&figures.product_type, figures.new);
    let document = serde_json::to_string(&body)?;
    let hash = hash_of(document.as_bytes());
    let step = Step {
        content: Some((&figures.to_text(), session.clock.now())),
        document: Some((&document, &hash)),
        sage_name: Some(&figures.words()),
        request_sha256: Some(&hash),
        // A quantity is pushed as often as it differs; what was posted is one push of many.
        reopens: record.state == State::Posted,
        ..Step::to(State::Ready, "planned")
    };
    Ok(change.step(record, &step)?)
}

/// Writes a hold down; `false` where it stood so already.
fn write_held(
    session: &Session<'_>,
    change: &mut Change<'_>,
    row: &Row<'_>,
    record: Option<Record>,
    hold: &Hold,
) -> Result<bool> {
    let record = match record {
        Some(record) => record,
        None => staged(change, row)?,
    };
    // Once something left, a record cannot go back to held.
    let state = match record.state {
        State::Sending | State::Uncertain => State::Failed,
        _ => State::Held,
    };
    if record.stands(state, hold.reason.code, &hold.detail) {
        return Ok(false);
    }
    session.newly_open();
    let figure = format!("quantity {} kept", shown(row.quantity_now()));
    let step = Step {
        sage_name: Some(&figure),
        reopens: record.state == State::Posted,
        ..Step::to(state, "held")
    };
    change.step(&record, &step.because(hold.reason.code, &hold.detail))?;
    Ok(true)
}

/// Marks records as sending, before the first byte leaves, and returns them as they now stand.
pub(super) fn write_sending(session: &Session<'_>, records: &[Record]) -> Result<Vec<Record>> {
    session.change(|change| {
        let mut sending = Vec::with_capacity(records.len());
        for record in records {
            let figures = Figures::of(record).unwrap_or_default();
            let step = Step {
                sage_name: Some(&figures.words()),
                request_sha256: record.document_sha256.as_deref(),
                sends: true,
                ..Step::to(State::Sending, "sending")
            };
            change.step(record, &step)?;
            sending.extend(change.record(Kind::Quantity, &record.key)?);
        }
        Ok(sending)
    })
}

/// What became of a record that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Amazon accepted it; whether it is applied shows later.
    Accepted(String),
    /// Amazon refused it, with its words.
    Refused(String),
    /// The path does not take the SKU: a feed will.
    ByFeed,
    /// It was not sent after all.
    NotSent,
    /// Nobody knows; the next reading tells.
    Unknown(String),
}

/// Writes the outcome of one record.
pub(super) fn write_outcome(
    session: &Session<'_>,
    change: &mut Change<'_>,
    record: &Record,
    outcome: &Outcome,
) -> Result<()> {
    let mut figures = Figures::of(record).unwrap_or_default();
    let words = figures.words();
    let now = session.clock.now();
    match outcome {
        Outcome::Accepted(submission) => {
            session.count("accepted");
            figures.accepted_at = Some(now);
            let sage = serde_json::json!({ "submissionId": submission }).to_string();
            let step = Step {
                content: Some((&figures.to_text(), now)),
                sage: Some(&sage),
                sage_name: Some(&words),
                request_sha256: record.document_sha256.as_deref(),
                ..Step::to(State::Posted, "accepted")
            };
            change.step(record, &step)?;
        }
        Outcome::Refused(why) => {
            session.count("refused");
            session.newly_open();
            let step = Step {
                sage_name: Some(&words),
                ..Step::to(State::Failed, "refused")
            };
            change.step(record, &step.because(reason::LISTING_REFUSED.code, why))?;
        }
        Outcome::ByFeed => {
            figures.by_feed = true;
            let step = Step {
                content: Some((&figures.to_text(), now)),
                sage_name: Some(&words),
                ..Step::to(State::Ready, "by-feed")
            };
            change.step(record, &step)?;
        }
        Outcome::NotSent => {
            let step = Step {
                sage_name: Some(&words),
                ..Step::to(State::Ready, "not-sent")
            };
            change.step(record, &step)?;
        }
        Outcome::Unknown(why) => {
            session.count("uncertain");
            let step = Step {
                sage_name: Some(&words),
                ..Step::to(State::Uncertain, "uncertain")
            };
            change.step(record, &step.because(reason::NO_ANSWER.code, why))?;
        }
    }
    Ok(())
}
