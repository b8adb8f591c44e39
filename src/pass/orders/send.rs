//! Sending: look up first, commit the intent, send each document once, read back, write the end.
//!
//! `sending` is committed before the first byte leaves; a group of orders shares that commit and the one of
//! the outcome. Whatever is not a clear answer is looked up at once, and an order that Sage does not have
//! anywhere may be sent again, since its number is unique there. Twice in a run at most.

use std::collections::BTreeMap;

use anyhow::Result;

use super::lookup::{Depth, Found, InSage, Lookup};
use super::plan::Plans;
use super::post::{write_by_hand, write_posted};
use super::settle::settle_group;
use crate::books::reason::{self, Reason};
use crate::books::record::{Kind, State};
use crate::client::sage300::{Posting, Refusal};
use crate::config::Document;
use crate::exit::Exit;
use crate::pass::session::Session;
use crate::sage300::order_entry::OrderInSage;
use crate::store::{Record, Step, hash_of};

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

/// What one group says about the rest of the pass.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    GoOn,
    /// Some were looked up as not there and may be sent once more.
    Again,
    /// Sage is unreachable, busy, or refuses us: asking further helps nobody.
    Stop,
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

/// What became of one document.
enum Answer {
    /// Never begun: the run was interrupted, or Sage had turned us away before.
    NotSent(Reason, String),
    Posted(Box<OrderInSage>, String),
    Refused(Reason, String, String),
    Unclear(String),
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
            Some(document) => understood(writer.post("OE/OEOrders", document.as_bytes())),
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

fn understood(posting: Posting) -> Answer {
    match posting {
        Posting::Accepted { body, .. } => match serde_json::from_slice::<OrderInSage>(&body) {
            Ok(order) => Answer::Posted(Box::new(order), hash_of(&body)),
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

fn conclude(session: &Session<'_>, records: &[Record], answers: Vec<Answer>) -> Result<Next> {
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

fn unclear(
    change: &mut crate::store::Change<'_>,
    session: &Session<'_>,
    record: &Record,
    why: &str,
) -> Result<()> {
    session.count("uncertain");
    let step = Step::to(State::Uncertain, "uncertain").because(reason::NO_ANSWER.code, why);
    Ok(change.step(record, &step)?)
}

fn refused(
    change: &mut crate::store::Change<'_>,
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
