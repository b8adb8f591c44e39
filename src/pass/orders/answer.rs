//! After a send: what each answer means, the invoices read back, and the end written down.

use std::collections::BTreeMap;

use anyhow::Result;

use super::lookup::{Depth, Found, InSage, Lookup};
use super::post::{write_by_hand, write_posted};
use super::settle::settle_group;
use crate::books::reason::{self, Reason};
use crate::books::record::State;
use crate::client::sage300::{Posting, Refusal};
use crate::config::Document;
use crate::exit::Exit;
use crate::pass::session::Session;
use crate::sage300::order_document::OrderDocument;
use crate::sage300::order_entry::OrderInSage;
use crate::store::{Change, Record, Step, hash_of};

/// What one group says about the rest of the pass.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    GoOn,
    /// Some were looked up as not there and may be sent once more.
    Again,
    /// Sage is unreachable, busy, or refuses us: asking further helps nobody.
    Stop,
}

/// What became of one document.
pub(super) enum Answer {
    /// Never begun: the run was interrupted, or Sage had turned us away before.
    NotSent(Reason, String),
    Posted(Box<OrderInSage>, String),
    Refused(Reason, String, String),
    Unclear(String),
}

/// What an answer to this document means; one that names another order, or none, is no answer to it.
pub(super) fn understood(posting: Posting, document: &str) -> Answer {
    match posting {
        Posting::Accepted { body, .. } => match serde_json::from_slice::<OrderInSage>(&body) {
            Ok(order) if names(&order, document) => Answer::Posted(Box::new(order), hash_of(&body)),
            Ok(_) => {
                Answer::Unclear("Sage accepted something, but its answer does not name this order".into())
            }
            Err(_) => Answer::Unclear("Sage accepted the order, but its answer cannot be read".into()),
        },
        Posting::Refused {
            kind, message, code, ..
        } => {
            let words = code.map_or_else(|| message.clone(), |code| format!("{code}: {message}"));
            match kind {
                Refusal::NotSent => Answer::NotSent(reason::NO_ANSWER, words),
                Refusal::SignIn | Refusal::Denied => {
                    Answer::Refused(reason::SIGN_IN, words, hash_of(message.as_bytes()))
                }
                Refusal::Busy => Answer::Refused(reason::BUSY, words, hash_of(message.as_bytes())),
                Refusal::Business => Answer::Refused(reason::REFUSED, words, hash_of(message.as_bytes())),
            }
        }
        Posting::Uncertain { why, .. } => Answer::Unclear(why),
    }
}

fn names(order: &OrderInSage, document: &str) -> bool {
    serde_json::from_str::<OrderDocument>(document).is_ok_and(|sent| {
        order
            .order_number
            .trim()
            .eq_ignore_ascii_case(sent.order_number.trim())
    })
}

pub(super) fn conclude(session: &Session<'_>, records: &[Record], answers: Vec<Answer>) -> Result<Next> {
    let posted = read_back(session, records, &answers)?;
    let mut next = Next::GoOn;
    session.change(|change| {
        for (record, answer) in records.iter().zip(&answers) {
            match answer {
                Answer::Posted(_, hash) => match posted.get(&record.key) {
                    Some(in_sage) => {
                        write_posted(change, session, record, in_sage, "posted")?;
                        session
                            .terminal
                            .detail(format!("{} posted, answer {hash}", record.key));
                    }
                    None => unclear(change, session, record, "the invoice could not be read back")?,
                },
                Answer::NotSent(reason, why) => {
                    let step = Step {
                        reason: Some(reason.code),
                        detail: Some(why),
                        ..Step::to(State::Ready, "not-sent")
                    };
                    change.step(record, &step)?;
                    session.at_least_because(Exit::Temporary, format!("{}: not sent: {why}", record.key));
                    next = Next::Stop;
                }
                // Looked up before it counts as failed: the duplicate code is not certain.
                Answer::Refused(reason, why, hash) => refused(change, record, *reason, why, hash)?,
                Answer::Unclear(why) => unclear(change, session, record, why)?,
            }
        }
        Ok(())
    })?;
    let after = after_the_answer(session, records, &answers)?;
    Ok(if next == Next::Stop { next } else { after })
}

/// Reads the invoices of a group in one request.
fn read_back(
    session: &Session<'_>,
    records: &[Record],
    answers: &[Answer],
) -> Result<BTreeMap<String, InSage>> {
    let mut posted = BTreeMap::new();
    for (record, answer) in records.iter().zip(answers) {
        if let Answer::Posted(order, _) = answer {
            posted.insert(record.key.clone(), InSage::from_order(order));
        }
    }
    if posted.is_empty() || session.config.orders.document == Document::Order {
        return Ok(posted);
    }
    let numbers: Vec<_> = posted
        .values()
        .map(|in_sage| in_sage.order_number.clone())
        .collect();
    let numbers: Vec<_> = numbers.iter().map(String::as_str).collect();
    let invoices = match session.sage()?.invoices_of(&numbers) {
        Ok(invoices) => invoices,
        Err(error) => {
            // The documents are in Sage; only the proof is missing. The next pass looks them up.
            session
                .terminal
                .warn(format!("the new invoices could not be read back: {error}"));
            return Ok(BTreeMap::new());
        }
    };
    for in_sage in posted.values_mut() {
        for invoice in &invoices {
            if invoice
                .order_number
                .as_deref()
                .is_some_and(|n| n.eq_ignore_ascii_case(&in_sage.order_number))
            {
                in_sage
                    .invoice_number
                    .get_or_insert_with(|| invoice.invoice_number.clone());
                in_sage.invoices.push(invoice.facts());
            }
        }
    }
    Ok(posted)
}

fn unclear(change: &mut Change<'_>, session: &Session<'_>, record: &Record, why: &str) -> Result<()> {
    session.count("uncertain");
    let step = Step::to(State::Uncertain, "uncertain").because(reason::NO_ANSWER.code, why);
    Ok(change.step(record, &step)?)
}

fn refused(
    change: &mut Change<'_>,
    record: &Record,
    reason: Reason,
    why: &str,
    answer_sha256: &str,
) -> Result<()> {
    let step = Step {
        answer_sha256: Some(answer_sha256),
        ..Step::to(State::Uncertain, "refused")
    };
    Ok(change.step(record, &step.because(reason.code, why))?)
}

/// Looks up what got no clear answer, and what was refused, once.
fn after_the_answer(session: &Session<'_>, records: &[Record], answers: &[Answer]) -> Result<Next> {
    let mut unclear = Vec::new();
    let mut turned_down = Vec::new();
    for (record, answer) in records.iter().zip(answers) {
        let Some(record) = session.store.record_by_id(record.id)? else {
            continue;
        };
        match answer {
            Answer::Refused(reason, why, _) => turned_down.push((record, *reason, why.clone())),
            _ if record.state == State::Uncertain => unclear.push(record),
            _ => {}
        }
    }
    let mut next = Next::GoOn;
    if !turned_down.is_empty() {
        next = settle_refused(session, turned_down)?;
    }
    if !unclear.is_empty() {
        session.terminal.step(format!(
            "looking up {} orders that got no clear answer",
            unclear.len()
        ));
        if let Err(error) = settle_group(session, &unclear) {
            session.at_least_because(Exit::Temporary, format!("they stay uncertain: {error:#}"));
            return Ok(Next::Stop);
        }
        return Ok(if next == Next::Stop { next } else { Next::Again });
    }
    Ok(next)
}

fn settle_refused(session: &Session<'_>, refused: Vec<(Record, Reason, String)>) -> Result<Next> {
    let transient = refused
        .iter()
        .find(|(_, reason, _)| reason::is_transient(reason.code))
        .map(|(_, reason, why)| (*reason, why.clone()));
    let records: Vec<_> = refused.iter().map(|(record, ..)| record.clone()).collect();
    let found = match Lookup::new(session).find(&records, Depth::Everywhere) {
        Ok(found) => found,
        Err(error) => {
            let exit = if transient
                .as_ref()
                .is_some_and(|(reason, _)| *reason == reason::SIGN_IN)
            {
                Exit::Denied
            } else {
                Exit::Temporary
            };
            session.at_least_because(exit, format!("refused, and could not be looked up: {error:#}"));
            return Ok(Next::Stop);
        }
    };
    session.change(|change| {
        for (record, reason, why) in &refused {
            match found.get(&record.key) {
                Some(Found::Ours(in_sage)) => write_posted(change, session, record, in_sage, "found")?,
                Some(Found::ByHand(number)) => write_by_hand(change, session, record, number)?,
                None => {
                    session.count("failed");
                    session.newly_open();
                    change.step(
                        record,
                        &Step::to(State::Failed, "failed").because(reason.code, why),
                    )?;
                }
            }
        }
        Ok(())
    })?;
    let Some((reason, why)) = transient else {
        return Ok(Next::GoOn);
    };
    let exit = if reason == reason::SIGN_IN {
        Exit::Denied
    } else {
        Exit::Temporary
    };
    session.at_least_because(exit, format!("Sage turns documents away for now: {why}"));
    Ok(Next::Stop)
}
