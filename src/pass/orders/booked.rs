//! Whether something speaks against an invoice: the order's sale is in the books already, another way, or a person has said
//! that the order never ships.

use anyhow::Result;

use super::books::OrderBooks;
use crate::books::decision::Word;
use crate::books::invoice::Hold;
use crate::books::journal::Role;
use crate::books::reason;
use crate::pass::session::Session;
use crate::store::{Record, Settled};

/// What holds an order that is ready to be invoiced.
pub(super) fn held_back(
    session: &Session<'_>,
    books: &OrderBooks<'_>,
    record: &Record,
) -> Result<Option<Hold>> {
    if let Some(hold) = before_cutover(session, record)? {
        return Ok(Some(hold));
    }
    match books.never_ships(&record.key)? {
        Some(because) => said_never_to_ship(session, record, because),
        None => Ok(None),
    }
}

/// A person's word that it never ships, unless a later one sends it.
fn said_never_to_ship(session: &Session<'_>, record: &Record, because: &str) -> Result<Option<Hold>> {
    let decision = session.store.binding_decision(record.id)?;
    if decision.is_some_and(|decision| decision.word == Word::Send) {
        return Ok(None);
    }
    let detail = format!(
        "a person said that it never ships (\u{201c}{because}\u{201d}), and Amazon has shipped it since"
    );
    Ok(Some(Hold::new(reason::SHIPS_AFTER_ALL, detail)))
}

/// A sale that a settlement put where sales from before the cut-over go: an invoice would book it a second time.
fn before_cutover(session: &Session<'_>, record: &Record) -> Result<Option<Hold>> {
    let settled = session.store.settled_of_order(&record.key)?;
    let booked = settled
        .iter()
        .find(|one| one.role == Role::PreCutover && one.counts() && !one.amount.is_zero());
    let Some(booked) = booked else { return Ok(None) };
    if may_be_sent(session, record)? {
        return Ok(None);
    }
    let detail = format!(
        "settlement {} put its sale of {} on the account for sales before the cut-over{}",
        booked.settlement,
        booked.amount,
        in_journal(booked)
    );
    Ok(Some(Hold::new(reason::BOOKED_BEFORE_CUTOVER, detail)))
}

/// Why a posted order that Sage no longer has is not sent again: its sale stands in a posted journal.
pub(super) fn stands_in_journal(session: &Session<'_>, record: &Record) -> Result<Option<String>> {
    let settled = session.store.settled_of_order(&record.key)?;
    let Some(posted) = settled
        .iter()
        .find(|one| one.is_posted() && !one.amount.is_zero())
    else {
        return Ok(None);
    };
    if may_be_sent(session, record)? {
        return Ok(None);
    }
    Ok(Some(format!(
        "settlement {} paid it and is posted{}, which speaks for the invoice having been there\n\
         hint: `resolve {} --send --because \"\u{2026}\"` says that it has to be invoiced again all the same",
        posted.settlement,
        in_journal(posted),
        record.key
    )))
}

fn in_journal(settled: &Settled) -> String {
    settled
        .journal
        .as_ref()
        .map(|journal| format!(" (journal `{journal}`)"))
        .unwrap_or_default()
}

fn may_be_sent(session: &Session<'_>, record: &Record) -> Result<bool> {
    let decision = session.store.binding_decision(record.id)?;
    Ok(decision.is_some_and(|decision| decision.word == Word::Send))
}
