//! `replay` of orders: what failed is planned again from today's configuration, shown, and sent.
//!
//! The rules that never bend hold here too: what is uncertain is settled first, what stands in Sage is refused,
//! and what is gone from Sage is sent again only when a person says so in so many words.

use anyhow::Result;

use super::books::OrderBooks;
use super::plan::Plans;
use super::{plan, show, sum_up};
use crate::books::decision::Word;
use crate::books::record::{Kind, State};
use crate::delivery::order::Orders;
use crate::delivery::{self, Again, Of};
use crate::exit::Exit;
use crate::pass::changes::between;
use crate::pass::fault;
use crate::pass::session::Session;
use crate::store::Record;

/// What the command line asks of `replay`.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Only these Amazon order ids.
    pub records: Vec<String>,
    /// Only what failed or is held for this reason.
    pub reason: Option<String>,
    /// Send again what was posted, when Sage no longer has it anywhere.
    pub even_if_posted: bool,
    /// Show and send nothing.
    pub dry_run: bool,
}

/// Runs the replay.
///
/// # Errors
/// What stops all of it; one record's fault never does.
pub fn run(session: &Session<'_>, options: &Options) -> Result<()> {
    if !options.dry_run {
        delivery::settle(session, &Orders, Of::All)?;
    }
    let mut again = Vec::new();
    for record in chosen(session, options)? {
        match record.state {
            State::Posted => again.extend(posted(session, record, options)?),
            State::Sending | State::Uncertain => session.at_least_because(
                Exit::Temporary,
                format!(
                    "{}: still uncertain; it is looked up first, and never sent around that",
                    record.key
                ),
            ),
            State::Skipped if is_bound(session, &record)? => {}
            State::Staged | State::Held | State::Ready | State::Failed | State::Skipped => again.push(record),
        }
    }
    let before: Vec<_> = again
        .iter()
        .map(|record| (record.key.clone(), record.document.clone()))
        .collect();
    let books = OrderBooks::open(session);
    let plans = plan::plan_again(session, &books, again, options.dry_run)?;
    changes(session, &before, &plans)?;
    if options.dry_run {
        return show::documents(session, &plans);
    }
    super::deliver(session, &plans, super::Rest::Anew)?;
    sum_up(session)
}

/// The records a person means; without any, everything that failed.
fn chosen(session: &Session<'_>, options: &Options) -> Result<Vec<Record>> {
    let fits = |record: &Record| {
        options
            .reason
            .as_ref()
            .is_none_or(|reason| record.reason.as_ref() == Some(reason))
    };
    if options.records.is_empty() {
        let states = if options.reason.is_some() {
            &[State::Failed, State::Held][..]
        } else {
            &[State::Failed]
        };
        let records = session.store.records_in(Kind::Order, states, 0, usize::MAX)?;
        return Ok(records.into_iter().filter(fits).collect());
    }
    let mut records = Vec::new();
    for key in &options.records {
        match session.store.record(Kind::Order, key)? {
            Some(record) if fits(&record) => records.push(record),
            Some(record) => session.terminal.warn(format!(
                "{key}: not replayed, its reason is `{}`",
                record.reason.as_deref().unwrap_or("none")
            )),
            None => {
                let hint = format!("`pull-orders --order {key}` reads an order by its id");
                return Err(fault::usage(format!(
                    "there is no record `{key}`; nothing was replayed\nhint: {hint}"
                )));
            }
        }
    }
    Ok(records)
}

/// A posted record is looked up everywhere: there, it is refused; gone, a person's word may send it again.
fn posted(session: &Session<'_>, record: Record, options: &Options) -> Result<Option<Record>> {
    let (word, dry_run) = (options.even_if_posted, options.dry_run);
    if word && let Some(why) = super::booked::stands_in_journal(session, &record)? {
        session.at_least_because(Exit::Attention, format!("{}: refused, {why}", record.key));
        return Ok(None);
    }
    Ok(
        match delivery::posted_again(session, &Orders, &record, word, dry_run)? {
            Again::Refused => None,
            Again::Would => Some(record),
            Again::Ready => session.store.record_by_id(record.id)?,
        },
    )
}

/// Whether a person decided that it is never sent; said where the record was named.
pub(in crate::pass) fn is_bound(session: &Session<'_>, record: &Record) -> Result<bool> {
    let Some(decision) = session.store.binding_decision(record.id)? else {
        return Ok(false);
    };
    if decision.word != Word::Skip {
        return Ok(false);
    }
    session.at_least_because(Exit::Attention, decision.said(&record.key));
    Ok(true)
}

/// What changed against the stored document; in a dry run against the one that would be sent.
fn changes(session: &Session<'_>, before: &[(String, Option<String>)], plans: &Plans) -> Result<()> {
    for (key, old) in before {
        let shown = plans.shown.iter().find(|(shown, _)| shown == key);
        let (new, stands) = match (shown, session.store.record(Kind::Order, key)?) {
            (Some((_, planned)), _) => (Some(serde_json::to_string(&planned.document)?), String::new()),
            (None, Some(record)) => {
                let detail = record.detail.clone().unwrap_or_default();
                let stands = format!("{} {detail}", record.state);
                (record.document.filter(|_| record.state == State::Ready), stands)
            }
            (None, None) => continue,
        };
        match (old, new) {
            (Some(old), Some(new)) if *old == new => {
                session.terminal.say(format!("{key}: the same document again"));
            }
            (Some(old), Some(new)) => {
                session.terminal.say(format!("{key}: the document changed"));
                for line in between(old, &new) {
                    session.terminal.say(line);
                }
            }
            (None, Some(_)) => session.terminal.say(format!("{key}: a first document")),
            (_, None) => session.terminal.say(format!("{key}: {stands}")),
        }
    }
    Ok(())
}
