//! Sending the batches of a settlement: look up, commit the intent, send once, look up again, write the end.
//!
//! An uncertain batch is never sent again in the same run: Sage would take it twice.

use anyhow::Result;

use super::found::{Found, SageNumbers, ignored, numbers};
use super::post::{follow, open, write_found};
use super::{find, resource};
use crate::books::reason::{self, Reason};
use crate::books::record::{Kind, State};
use crate::client::sage300::{Posting, Refusal};
use crate::exit::Exit;
use crate::pass::session::Session;
use crate::store::{Record, Step, hash_of};

/// What sending one settlement says about the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pass) enum Next {
    GoOn,
    /// Sage refused this fiscal period before any part was in Sage: all parts are planned again.
    Replan(String),
    /// Sage is unreachable, busy, or refuses us: asking further helps nobody.
    Stop,
}

/// Sends every batch of a kind that may be sent for a settlement.
pub(in crate::pass) fn parts(session: &Session<'_>, kind: Kind, key: &str) -> Result<Next> {
    let mut next = Next::GoOn;
    for part in session.store.parts(kind, key)? {
        if session.is_interrupted() || next != Next::GoOn {
            break;
        }
        if let Some(part) = may_be_sent(session, part)? {
            next = one(session, &part)?;
        }
    }
    if kind == Kind::Journal && !matches!(next, Next::Replan(_)) {
        follow(session, key)?;
    }
    Ok(next)
}

/// A part that is ready, or that was refused for a reason that passes or that a person has mended.
fn may_be_sent(session: &Session<'_>, part: Record) -> Result<Option<Record>> {
    let again = [
        reason::BUSY.code,
        reason::SIGN_IN.code,
        reason::PERIOD_LOCKED.code,
        reason::PARTIAL_BATCH.code,
    ];
    match part.state {
        State::Ready => Ok(Some(part)),
        State::Failed | State::Held if part.reason.as_deref().is_some_and(|code| again.contains(&code)) => {
            let kept = SageNumbers {
                ignored: ignored(&part),
                ..numbers(&part)
            };
            match find(session, &part)? {
                Some(found) => {
                    session.change(|change| write_found(change, session, &part, &found, "found"))?;
                    return Ok(None);
                }
                None => session.change(|change| {
                    let step = Step {
                        sage: Some(&serde_json::to_string(&kept)?),
                        ..Step::to(State::Ready, "again")
                    };
                    Ok(change.step(&part, &step)?)
                })?,
            }
            Ok(session.store.record_by_id(part.id)?)
        }
        _ => Ok(None),
    }
}

fn one(session: &Session<'_>, part: &Record) -> Result<Next> {
    if let Some(found) = find(session, part)? {
        session.change(|change| write_found(change, session, part, &found, "found"))?;
        return Ok(Next::GoOn);
    }
    session.change(|change| {
        let step = Step {
            sends: true,
            request_sha256: part.document_sha256.as_deref(),
            ..Step::to(State::Sending, "sending")
        };
        Ok(change.step(part, &step)?)
    })?;
    let Some(part) = session.store.record_by_id(part.id)? else {
        return Ok(Next::GoOn);
    };
    let document = part.document.clone().unwrap_or_default();
    let answer = session
        .sage()?
        .writer()
        .post(resource(part.kind), document.as_bytes());
    conclude(session, &part, answer)
}

fn conclude(session: &Session<'_>, part: &Record, answer: Posting) -> Result<Next> {
    // Once after every send, whatever the answer was: only what stands in Sage counts.
    let found = match find(session, part) {
        Ok(found) => found,
        Err(error) => {
            let why = format!("after it was sent, Sage could not be asked: {error:#}");
            uncertain(session, part, &why, false)?;
            return Ok(Next::Stop);
        }
    };
    match (found, answer) {
        // Clearly refused, so nothing of it is still on its way: what is left of it is a shell to be deleted.
        (
            Some(Found::Partial { number, what }),
            Posting::Refused {
                kind, code, message, ..
            },
        ) => {
            let words = code.map_or_else(|| message.clone(), |code| format!("{code}: {message}"));
            let figures = format!("Sage refused the batch ({words}) and left batch {number} behind: {what}");
            session.change(|change| {
                open(
                    change,
                    session,
                    part,
                    "partial-batch",
                    &figures,
                    "delete the batch that is named in Sage, then `resolve` this exception",
                )
            })?;
            refused(session, part, kind, &words, Some(number))
        }
        (Some(found), answer) => {
            let event = match answer {
                Posting::Accepted { body, .. } => {
                    session
                        .terminal
                        .detail(format!("{} posted, answer {}", part.key, hash_of(&body)));
                    "posted"
                }
                _ => "found",
            };
            session.change(|change| write_found(change, session, part, &found, event))?;
            if matches!(found, Found::Live(_)) {
                session.terminal.step(format!("{} is in Sage", part.key));
            }
            Ok(Next::GoOn)
        }
        (
            None,
            Posting::Refused {
                kind, code, message, ..
            },
        ) => {
            let words = code.map_or_else(|| message.clone(), |code| format!("{code}: {message}"));
            refused(session, part, kind, &words, None)
        }
        (None, Posting::Accepted { .. }) => {
            uncertain(session, part, "Sage accepted it, but does not show it yet", true)?;
            Ok(Next::GoOn)
        }
        (None, Posting::Uncertain { why, .. }) => {
            uncertain(session, part, &why, true)?;
            Ok(Next::GoOn)
        }
    }
}

/// Keeps the part as uncertain; a negative lookup starts the wait by Sage's own clock.
fn uncertain(session: &Session<'_>, part: &Record, why: &str, missed: bool) -> Result<()> {
    let at = if missed {
        session.sage()?.ledger_time().unwrap_or(None)
    } else {
        None
    };
    session.change(|change| {
        let step = Step {
            missed_at: at.map(Some),
            request_sha256: part.document_sha256.as_deref(),
            ..Step::to(State::Uncertain, "uncertain")
        };
        Ok(change.step(part, &step.because(reason::NO_ANSWER.code, why))?)
    })?;
    session.count("uncertain");
    session.at_least_because(
        Exit::Temporary,
        format!(
            "{}: no clear answer ({why}); it is looked up in later runs and not sent again before",
            part.key
        ),
    );
    Ok(())
}

fn refused(
    session: &Session<'_>,
    part: &Record,
    kind: Refusal,
    words: &str,
    leftover: Option<String>,
) -> Result<Next> {
    let is_period = kind == Refusal::Business && names_a_period(words);
    let (reason, next): (Reason, Next) = match kind {
        Refusal::NotSent => (reason::NO_ANSWER, Next::Stop),
        Refusal::SignIn | Refusal::Denied => (reason::SIGN_IN, Next::Stop),
        Refusal::Busy => (reason::BUSY, Next::Stop),
        Refusal::Business if is_period => (reason::PERIOD_LOCKED, Next::GoOn),
        Refusal::Business => (reason::REFUSED, Next::GoOn),
    };
    session.change(|change| {
        let (state, event) = if kind == Refusal::NotSent {
            (State::Ready, "not-sent")
        } else {
            (State::Failed, "refused")
        };
        let hash = hash_of(words.as_bytes());
        let mut kept = numbers(part);
        kept.leftovers.extend(leftover);
        let step = Step {
            sage: Some(&serde_json::to_string(&kept)?),
            answer_sha256: Some(&hash),
            ..Step::to(state, event)
        };
        Ok(change.step(part, &step.because(reason.code, words))?)
    })?;
    match next {
        Next::Stop => {
            let exit = if reason == reason::SIGN_IN {
                Exit::Denied
            } else {
                Exit::Temporary
            };
            session.at_least_because(exit, format!("{}: {words}", part.key));
        }
        _ => session.newly_open(),
    }
    if is_period && part.kind == Kind::Journal {
        let parts = session
            .store
            .parts(Kind::Journal, part.parent.as_deref().unwrap_or_default())?;
        if !parts.iter().any(|part| part.state.may_be_in_sage()) {
            return Ok(Next::Replan(super::posting_period(part)));
        }
    }
    session.count("failed");
    Ok(next)
}

/// Sage has no code for it: its texts name the fiscal period or year, locked, closed or not defined.
fn names_a_period(words: &str) -> bool {
    let words = words.to_ascii_lowercase();
    words.contains("fiscal period") || words.contains("fiscal year") || words.contains("fiscal calendar")
}
